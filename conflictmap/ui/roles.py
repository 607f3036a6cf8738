"""Who may change data: the setting `editors`, held against what is known of the viewer."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

import streamlit as st

from conflictmap import settings

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers that proxies and tunnels add."""
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def may_edit() -> bool:
    """Whether this session's viewer may change data. Asked anew by every callback that does."""
    forwarded = any(name in st.context.headers for name in FORWARDED)
    return is_editor(settings.text("editors"), st.context.ip_address, signed_in_as(), forwarded)


def is_editor(editors: str, address: str | None, email: str | None, forwarded: bool = False) -> bool:
    """Whether a viewer may change data.

    Args:
        editors: the setting: `local`, `none`, or e-mail addresses with commas.
        address: where the viewer's connection comes from; None is this machine.
        email: whom the viewer is signed in as, if anyone.
        forwarded: whether the request came through a proxy, which makes everyone seem to be on this machine.
    """
    wanted = {name.strip().lower() for name in editors.split(",") if name.strip()}
    if "none" in wanted or not wanted:
        return False
    if email and email.lower() in wanted:
        return True
    return "local" in wanted and not forwarded and _serves_this_machine_only() and _is_loopback(address)


def signed_in_as() -> str | None:
    """The e-mail address the viewer is signed in with, unless the one who vouches for it says it is not verified."""
    if not getattr(st.user, "is_logged_in", False) or st.user.get("email_verified") is False:
        return None
    email = st.user.get("email")
    return email if isinstance(email, str) else None


def _serves_this_machine_only() -> bool:
    """Behind a proxy every viewer seems to be on this machine, so a further name of the server ends `local`."""
    return settings.text("host") in LOOPBACK_HOSTS and not settings.text("names").strip(" ,")


def _is_loopback(address: str | None) -> bool:
    if address is None:
        return True
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback
