@echo off
rem SPDX-License-Identifier: MIT
rem As the shell script beside it, for Windows.
setlocal
if not defined PULUMI_TOGETHER_PYTHON set PULUMI_TOGETHER_PYTHON=python
"%PULUMI_TOGETHER_PYTHON%" "%~dp0launch.py" %*
