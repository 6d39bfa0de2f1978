"""The whole main job through the HTTP API, as its clients would do it: an instructor, three learners, one course."""
