using Microsoft.Playwright;

namespace Syncro.Tests.Browser;

/// <summary>The Chromium of this machine, without a window.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Where else it may be than in the usual places.</summary>
    private const string Variable = "SYNCRO_TEST_CHROMIUM";

    private static readonly string? Path = ((string?[])[
        Environment.GetEnvironmentVariable(Variable), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ]).FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why it can't run; null: it can.</summary>
    internal static string? Absent =>
        BuiltPages.Absent ?? (Path is null ? $"Chromium is not installed; {Variable} may name it" : null);

    /// <summary>A browser profile of its own.</summary>
    public Task<IBrowserContext> NewProfileAsync(BrowserNewContextOptions? options = null) => _browser!.NewContextAsync(options);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A spec in a browser; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public BrowserFactAttribute() => Skip = Chromium.Absent;
}
