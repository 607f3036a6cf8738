"""Who may change data."""

from __future__ import annotations

import pytest

from conflictmap import settings
from conflictmap.ui.roles import is_editor


@pytest.mark.parametrize("address", [None, "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_local_is_this_machine(address: str | None) -> None:
    assert is_editor("local", address, None)


@pytest.mark.parametrize("address", ["192.168.1.7", "::ffff:10.0.0.1", "2001:db8::1", "testclient", ""])
def test_others_are_not_local(address: str) -> None:
    assert not is_editor("local", address, None)


@pytest.mark.parametrize(("name", "value"), [("host", "0.0.0.0"), ("names", "map.example.org"), ("names", "*")])
def test_an_opened_server_has_no_local_editors(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(settings.variable(name), value)
    assert not is_editor("local", None, None)


def test_whoever_comes_through_a_proxy_is_not_local() -> None:
    assert not is_editor("local", None, None, forwarded=True)


def test_addresses_name_people() -> None:
    editors = "Rana@example.org, omar@example.org"
    assert is_editor(editors, "192.168.1.7", "rana@EXAMPLE.org")
    assert is_editor(f"local, {editors}", "192.168.1.7", "omar@example.org", forwarded=True)
    assert not is_editor(editors, None, None)
    assert not is_editor(editors, None, "eve@example.org")


@pytest.mark.parametrize("editors", ["none", "", " , ", "none, rana@example.org"])
def test_nobody(editors: str) -> None:
    assert not is_editor(editors, None, "rana@example.org")
