"""A page in WebKitGTK: run by Debian's own Python, which has its bindings, with an address, and "still" for no motion.

It waits until the page is complete. Each line that it reads is a command in JSON: ``["evaluate", script]``, where the
script may await and returns a text, ``["click", x, y]``, ``["key", name]`` or ``["screenshot", file]``. It answers each
with a line, the text or nothing, in JSON.
"""

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402

ADDRESS, STILL = sys.argv[1], sys.argv[2:] == ["still"]
SOON = 400  # milliseconds
PATIENCE = 120  # seconds


def answer(text=None):
    """Answer a command."""
    sys.stdout.write(json.dumps(text) + "\n")
    sys.stdout.flush()


def read(source, _condition):
    """Carry out the command of a line."""
    line = source.readline()
    if not line:
        Gtk.main_quit()
        return False
    command, *details = json.loads(line)
    if command == "evaluate":
        page.call_async_javascript_function(details[0], -1, None, None, None, None, evaluated)
    elif command == "screenshot":
        page.get_snapshot(WebKit2.SnapshotRegion.VISIBLE, WebKit2.SnapshotOptions.NONE, None, pictured, details[0])
    else:
        if command == "click":
            for event in (Gdk.EventType.BUTTON_PRESS, Gdk.EventType.BUTTON_RELEASE):
                Gdk.test_simulate_button(page.get_window(), *map(int, details), 1, 0, event)
        else:
            for event in (Gdk.EventType.KEY_PRESS, Gdk.EventType.KEY_RELEASE):
                Gdk.test_simulate_key(page.get_window(), -1, -1, Gdk.keyval_from_name(details[0]), 0, event)
        GLib.timeout_add(SOON, answered)
    return True


def answered():
    """Answer that a command was carried out."""
    answer()
    return False


def evaluated(view, result):
    """Answer what a script returned."""
    answer(view.call_async_javascript_function_finish(result).to_string())


def pictured(view, result, file):
    """Save a screenshot."""
    view.get_snapshot_finish(result).write_to_png(file)
    answer()


def loaded(view, event):
    """Begin to read when the page has been loaded."""
    if event == WebKit2.LoadEvent.FINISHED:
        view.grab_focus()
        GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, read)


Gtk.Settings.get_default().set_property("gtk-enable-animations", not STILL)
window, page = Gtk.Window(type=Gtk.WindowType.POPUP), WebKit2.WebView()
window.set_default_size(1000, 900)
window.add(page)
window.show_all()
page.connect("load-changed", loaded)
page.load_uri(ADDRESS)
GLib.timeout_add_seconds(PATIENCE, Gtk.main_quit)
Gtk.main()
