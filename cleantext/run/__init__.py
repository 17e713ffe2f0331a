"""From files to files: each input becomes one result with the same name and format."""

from cleantext.run.executor import Executor, Local
from cleantext.run.job import Job
from cleantext.run.runner import run_files
from cleantext.run.stream import clean_stream
from cleantext.run.summary import Summary

__all__ = ["Executor", "Job", "Local", "Summary", "clean_stream", "run_files"]
