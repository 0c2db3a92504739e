"""Provider mirrors are looked for on the disk, for a limited time, and only trusted ones are taken."""

from pathlib import Path

from setup.mirror import configuration, find

HOST = "registry.terraform.io"


def mirror(folder: Path) -> Path:
    """A folder with the AWS provider in the layout `terraform providers mirror` writes."""
    provider = folder / HOST / "hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5"
    provider.parent.mkdir(parents=True)
    provider.touch()
    return folder


def test_mirror_is_found_below_the_top(tmp_path: Path) -> None:
    assert list(find(HOST, mirror(tmp_path / "opt/plugins").parents[1])) == [tmp_path / "opt/plugins"]


def test_mirror_near_the_top_comes_first(tmp_path: Path) -> None:
    deep, shallow = mirror(tmp_path / "a/b/c"), mirror(tmp_path / "z")
    assert list(find(HOST, tmp_path)) == [shallow, deep]


def test_mirror_of_another_registry_is_left_alone(tmp_path: Path) -> None:
    mirror(tmp_path / "opt")
    assert list(find("registry.opentofu.org", tmp_path)) == []


def test_folders_of_other_checkouts_are_not_searched(tmp_path: Path) -> None:
    mirror(tmp_path / "project/.terraform/providers")
    assert list(find(HOST, tmp_path)) == []


def test_search_ends_when_its_time_is_over(tmp_path: Path) -> None:
    mirror(tmp_path / "opt")
    assert list(find(HOST, tmp_path, seconds=0)) == []


def test_links_are_not_followed_in_circles(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    assert list(find(HOST, mirror(tmp_path / "opt").parent)) == [tmp_path / "opt"]


def test_mirror_that_anyone_may_write_to_is_refused(tmp_path: Path) -> None:
    next(mirror(tmp_path / "opt").rglob("5.100.0")).chmod(0o777)
    assert list(find(HOST, tmp_path)) == []


def test_configuration_takes_only_the_aws_provider_from_the_mirror(tmp_path: Path) -> None:
    assert (
        configuration(mirror(tmp_path / "my plugins"))
        == f"""\
provider_installation {{
  filesystem_mirror {{
    path    = "{tmp_path}/my plugins"
    include = ["registry.terraform.io/hashicorp/aws"]
  }}
  direct {{
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }}
}}
"""
    )
