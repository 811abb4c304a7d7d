@echo off
rem SPDX-License-Identifier: MIT
rem As the shell script beside it, for Windows.
setlocal
if not defined PULUMI_TOGETHER_PYTHON set PULUMI_TOGETHER_PYTHON=python
"%PULUMI_TOGETHER_PYTHON%" -c "import sys; sys.path[:] = filter(None, sys.path); import importlib.util as u; u.find_spec('pulumi_together') or sys.exit('pulumi-resource-together: no pulumi_together in ' + sys.executable + ': pip install pulumi_together, and name the Python that has it in PULUMI_TOGETHER_PYTHON'); from pulumi_together.plugin.__main__ import main; main()" %*
