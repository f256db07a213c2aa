"""A client of the security layer (WS-Trust, OIO IDWS, REST tokens) that shares no code with the program: the tests' oracle."""
