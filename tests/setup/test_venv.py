"""The Python for .venv is looked for, and what is missing is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "setup/venv.sh"

TOO_OLD = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n'
# Makes what `python -m venv` makes, as far as the script can tell.
GOOD = '#!/bin/sh\nif [ "$1" = -m ]; then rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python; fi\n'


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, script: str) -> str:
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)
    return str(folder / name)


def run(programs: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{programs}:/usr/bin:/bin" if python else str(programs), "PYTHON": python}
    return subprocess.run(
        ["/bin/sh", SCRIPT], cwd=programs.parent, env=env, capture_output=True, text=True, check=False
    )


def test_python_that_is_too_old_is_named_with_the_remedy(programs: Path) -> None:
    put(programs, "python3", TOO_OLD)
    done = run(programs)
    assert done.returncode == 1
    assert done.stderr.startswith("make: Python 3.11 or newer is needed, found: Python 3.9.2. Install it (Debian")
    assert len(done.stderr.splitlines()) == 1


def test_machine_without_python_gets_the_remedy(programs: Path) -> None:
    done = run(programs)
    assert done.returncode == 1
    assert done.stderr.startswith("make: Python 3.11 or newer is needed, found: none. Install it")
    assert len(done.stderr.splitlines()) == 1


def test_python_without_venv_is_named_with_the_remedy(programs: Path) -> None:
    put(programs, "python3", WITHOUT_VENV)
    done = run(programs)
    assert done.returncode == 1
    assert done.stderr.startswith("make: python3 has no venv module or no pip to put into it. Install them (Debian")
    assert len(done.stderr.splitlines()) == 1


def test_name_for_a_version_that_is_not_installed_is_passed_over(programs: Path) -> None:
    put(programs, "python3.13", "#!/bin/sh\necho not installed >&2\nexit 127\n")
    put(programs, "python3", WITHOUT_VENV)
    assert "make: python3 has no venv" in run(programs).stderr


def test_python_the_user_names_must_be_new_enough(programs: Path) -> None:
    old = put(programs, "old", TOO_OLD)
    done = run(programs, python=old)
    assert done.returncode == 1
    assert done.stderr.startswith(f"make: PYTHON={old} is no Python 3.11 or newer; name another, or leave PYTHON out")


def test_python_the_user_names_may_have_a_space_in_its_path(programs: Path) -> None:
    done = run(programs, python=put(programs, "my python", GOOD))
    assert (done.returncode, done.stderr) == (0, "")
    assert (programs.parent / ".venv/bin/python").exists()


def existing(folder: Path, made_in: Path) -> Path:
    """An environment that works, with a file that is only there until it is made anew."""
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/python").symlink_to(sys.executable)
    (folder / ".venv/made-in").write_text(f"{made_in}\n")
    (folder / ".venv/kept").touch()
    return folder / ".venv/kept"


def test_environment_that_works_is_left_as_it_is(programs: Path) -> None:
    kept = existing(programs.parent, made_in=programs.parent)
    assert run(programs, python=put(programs, "good", GOOD)).returncode == 0
    assert kept.exists()


def test_environment_that_was_moved_is_made_anew(programs: Path) -> None:
    kept = existing(programs.parent, made_in=programs.parent / "elsewhere")
    assert run(programs, python=put(programs, "good", GOOD)).returncode == 0
    assert not kept.exists()
