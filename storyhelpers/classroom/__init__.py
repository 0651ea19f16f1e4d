"""One GPU session serves a class: `serve(studio)` on one side, `remote(link)` on the other."""
