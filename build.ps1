#!/usr/bin/env pwsh
# As .ci/run: restores, builds, checks the format and tests.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Dotnet { dotnet @args; if ($LASTEXITCODE) { exit $LASTEXITCODE } }

Invoke-Dotnet restore
Invoke-Dotnet build -c Release --no-restore
Invoke-Dotnet format --no-restore --verify-no-changes
Invoke-Dotnet test -c Release --no-build
