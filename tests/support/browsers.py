"""A page in Firefox and in WebKitGTK, as a learner uses it: scripts look at it, clicks and keys are real ones."""

import json
import os
import socket
import subprocess
import time
from base64 import b64decode
from pathlib import Path

WEBKIT = Path(__file__).with_name("webkit.py")
PATIENCE = 60  # seconds
PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
}
TAB, RIGHT, LEFT = "Tab", "Right", "Left"
CODES = {TAB: "\ue004", RIGHT: "\ue014", LEFT: "\ue012"}  # of WebDriver


class WebKit:
    """A page in WebKitGTK, on a screen of its own."""

    def __init__(self, address, home, *, still=False):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "GDK_CORE_DEVICE_EVENTS": "1",  # simulated clicks and keys are such
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        command = ["xvfb-run", "--auto-servernum", "/usr/bin/python3", WEBKIT, address, *["still"] * still]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def evaluate(self, script):
        """Return what the script returns, which may await."""
        script = f"const found = await (async () => {{{script}}})(); return JSON.stringify(found ?? null);"
        return json.loads(self._tell("evaluate", script))

    def click(self, x, y):
        """Click on a point of the page."""
        self._tell("click", x, y)

    def press(self, key):
        """Press a key."""
        self._tell("key", key)

    def screenshot(self, file):
        """Save a picture of what is seen."""
        self._tell("screenshot", str(file))

    def close(self):
        """End the browser."""
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def _tell(self, *command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "WebKitGTK has ended"
        return json.loads(answer)


class Firefox:
    """A page in Firefox, which speaks Marionette: the length of each message, a colon and its JSON."""

    def __init__(self, address, home, *, still=False):
        profile = home / "profile"
        profile.mkdir()
        settings = PREFERENCES | {"ui.prefersReducedMotion": int(still)}
        written = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        (profile / "user.js").write_text("".join(written), encoding="utf-8")
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--no-remote", "--marionette", "--profile", profile],
            env=os.environ | {"HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = profile / "MarionetteActivePort"
        deadline = time.monotonic() + PATIENCE
        while not (port.is_file() and port.read_text(encoding="ascii")):
            assert time.monotonic() < deadline, "Firefox does not answer"
            time.sleep(0.1)
        self.socket = socket.create_connection(("127.0.0.1", int(port.read_text(encoding="ascii"))), PATIENCE)
        self.stream = self.socket.makefile("rb")
        self._read()
        self._tell("WebDriver:NewSession")
        self._tell("WebDriver:Navigate", url=address)

    def evaluate(self, script):
        """Return what the script returns, which may await."""
        script = f"const done = arguments[0]; (async () => {{{script}}})().then((each) => done(each ?? null));"
        return self._tell("WebDriver:ExecuteAsyncScript", script=script, args=[])["value"]

    def click(self, x, y):
        """Click on a point of the page."""
        at = {"type": "pointerMove", "x": round(x), "y": round(y)}
        self._act("pointer", at, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def press(self, key):
        """Press a key."""
        self._act("key", *({"type": each, "value": CODES[key]} for each in ("keyDown", "keyUp")))

    def screenshot(self, file):
        """Save a picture of what is seen."""
        file.write_bytes(b64decode(self._tell("WebDriver:TakeScreenshot", full=False)["value"]))

    def close(self):
        """End the browser."""
        self._tell("Marionette:Quit")
        self.stream.close()
        self.socket.close()
        self.process.wait(PATIENCE)

    def _act(self, kind, *actions):
        self._tell("WebDriver:PerformActions", actions=[{"type": kind, "id": kind, "actions": actions}])

    def _tell(self, command, **parameters):
        text = json.dumps([0, 1, command, parameters]).encode()
        self.socket.sendall(b"%d:%b" % (len(text), text))
        _, _, error, result = self._read()
        assert not error, error
        return result

    def _read(self):
        length = b""
        while (digit := self.stream.read(1)) != b":":
            assert digit, "Firefox has ended"
            length += digit
        return json.loads(self.stream.read(int(length)))
