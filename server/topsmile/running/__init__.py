"""Runs TopSmile on a machine: its servers, its processes, its schema. Knows no dentistry."""
