"""Pure string work on copy: nothing here knows a format, an agency or a store.

charset.py    bytes -> text, as met in the wild
markup.py     foreign HTML -> sanitised blocks
times.py      the times the wire writes -> aware UTC
"""
