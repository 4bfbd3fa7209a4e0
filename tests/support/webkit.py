"""A page in WebKitGTK: run by Debian's own Python, which has its bindings, with an address and a script.

It waits until the page is complete, runs the script, and prints its result, which must be a promise of a text.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

ADDRESS, SCRIPT = sys.argv[1:3]
WAIT = """
const complete = () => document.documentElement.hasAttribute("data-complete");
while (!complete()) await new Promise((resolve) => setTimeout(resolve, 100));
"""
PATIENCE = 90  # seconds


def loaded(view, event):
    """Run the script when the page has been loaded."""
    if event == WebKit2.LoadEvent.FINISHED:
        view.call_async_javascript_function(f"{WAIT}{SCRIPT}", -1, None, None, None, None, finished)


def finished(view, result):
    """Print what the script returned, and stop."""
    sys.stdout.write(view.call_async_javascript_function_finish(result).to_string())
    Gtk.main_quit()


window, page = Gtk.OffscreenWindow(), WebKit2.WebView()
page.set_size_request(1000, 900)
window.add(page)
window.show_all()
page.connect("load-changed", loaded)
page.load_uri(ADDRESS)
GLib.timeout_add_seconds(PATIENCE, Gtk.main_quit)
Gtk.main()
