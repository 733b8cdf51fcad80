using Microsoft.Playwright;

namespace Syncro.Tests.Browser;

/// <summary>The browser profiles of one spec, each with a storage of its own; no script of their pages may fail.</summary>
internal sealed class Profiles(Chromium chromium) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _opened = [];
    private readonly List<string> _errors = [];

    public async Task<IBrowserContext> NewAsync(BrowserNewContextOptions? options = null)
    {
        var profile = await chromium.NewProfileAsync(options);
        profile.WebError += (_, error) => _errors.Add(error.Error);
        _opened.Add(profile);
        return profile;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in _opened)
            await profile.CloseAsync();
        Assert.Empty(_errors);
    }
}
