"""The Folium map is constant, needs no other host, and passes state on without being a script."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import streamlit_folium

from conflictmap.mapview.layers import ONLINE_TILES, build_map, script_json, state_group
from tests.made import PAYLOADS


def rendered() -> str:
    return str(build_map().get_root().render())


def sent(monkeypatch: pytest.MonkeyPatch, f: str) -> dict[str, object]:
    """What streamlit-folium sends to the browser for a state."""
    sent: dict[str, object] = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **all: sent.update(all))
    streamlit_folium.st_folium(build_map(), key="map", feature_group_to_add=state_group({"f": f}))
    del sent["on_change"]
    return sent


def test_the_map_is_the_same_for_every_state(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = sent(monkeypatch, "type=battle"), sent(monkeypatch, "type=protest")
    assert "type=battle" in str(one.pop("feature_group")) and "type=protest" in str(other.pop("feature_group"))
    assert one == other and one["script"]


def test_a_shared_map_collects_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> list[int]:
        root = build_map().get_root()
        return [len(part._children) for part in (root, root.script, root.header, root.html, build_map())]

    sent(monkeypatch, "")
    before = parts()
    for n in range(5):
        sent(monkeypatch, f"text={n}")
    assert parts() == before


def test_scripts_and_styles_are_the_apps_own() -> None:
    links = re.findall(r'(?:src|href)="([^"]+)"', rendered())
    own = [link for link in links if not link.startswith("https://www.openstreetmap.org/copyright")]
    assert own and all(link.startswith("../../map-assets/") for link in own), own


def test_online_tiles_are_offered_and_off() -> None:
    html = rendered()
    for name, url, _credit, _zoom in ONLINE_TILES:
        assert name in html and url in html
    assert not re.findall(r"tile_layer_\w+\.addTo\(", html), "none is added to the map by itself"


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed; Chromium runs the same payloads")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_state_is_one_value_in_a_script(payload: str) -> None:
    state = {"f": payload, "selected": {"id": payload}}
    script = f"console.log(JSON.stringify({script_json(state)}));console.log(typeof globalThis.__pwned)"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    value, pwned = done.stdout.strip().split("\n")
    assert pwned == "undefined"
    assert json.loads(value)["f"].replace("{ {", "{{").replace("} }", "}}") == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_state_never_closes_a_script(payload: str) -> None:
    text = script_json({"f": payload})
    assert not set("<>&`$") & set(text) and "{{" not in text and text.isascii()


def test_state_group_calls_update() -> None:
    group = state_group({"f": "type=battles"})
    group.add_to(build_map())
    (child,) = group._children.values()
    assert child._template.module.script(child) == 'L.conflictEvents.update({"f": "type=battles"});'
