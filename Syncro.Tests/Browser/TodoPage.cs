using Microsoft.Playwright;

namespace Syncro.Tests.Browser;

/// <summary>One tab with the list of tasks, used as a person would.</summary>
internal sealed class TodoPage
{
    private readonly IPage _page;
    private int _sockets;

    private TodoPage(IPage page)
    {
        _page = page;
        page.WebSocket += (_, socket) =>
        {
            Interlocked.Increment(ref _sockets);
            socket.Close += (_, _) => Interlocked.Decrement(ref _sockets);
        };
    }

    /// <summary>Connections that it holds now.</summary>
    public int Sockets => Volatile.Read(ref _sockets);

    public ILocator Status => _page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Status);

    public static async Task<TodoPage> OpenAsync(IBrowserContext profile, string url)
    {
        var page = new TodoPage(await profile.NewPageAsync());
        await page._page.GotoAsync(url + "/todo");
        await page.IsShownAsync();
        return page;
    }

    public async Task ReloadAsync()
    {
        await _page.ReloadAsync();
        await IsShownAsync();
    }

    public Task CloseAsync() => _page.CloseAsync();

    /// <summary>Waits until the pages are kept for when the node is away.</summary>
    public Task KeptAsync() => _page.EvaluateAsync("navigator.serviceWorker.ready.then(() => null)");

    public async Task AddAsync(string title)
    {
        await _page.GetByLabel("New task").FillAsync(title);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await SeesAsync(title);
    }

    public async Task RenameAsync(string title, string to)
    {
        var field = _page.GetByLabel($"Title of {title}", new() { Exact = true });
        await field.FillAsync(to);
        await field.PressAsync("Enter");
        await SeesAsync(to);
    }

    public async Task TickAsync(string title)
    {
        await _page.GetByLabel($"Done: {title}", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(_page.Locator("li.done").GetByLabel($"Title of {title}", new() { Exact = true })).ToBeVisibleAsync();
    }

    public async Task DeleteAsync(string title)
    {
        await _page.GetByLabel($"Delete {title}", new() { Exact = true }).ClickAsync();
        await MissesAsync(title);
    }

    /// <summary>Gives the page the token of the node's API.</summary>
    public async Task SignInAsync(string token)
    {
        await _page.GetByLabel("Token of the node's HTTP API").FillAsync(token);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public Task AskAgainAsync() => _page.GetByRole(AriaRole.Button, new() { Name = "Ask for access again" }).ClickAsync();

    public Task SeesAsync(string title) => Assertions.Expect(Title(title)).ToBeVisibleAsync();

    public Task MissesAsync(string title) => Assertions.Expect(Title(title)).ToHaveCountAsync(0);

    /// <summary>Waits until it says so about its connection.</summary>
    public Task SaysAsync(string status) => Assertions.Expect(Status).ToContainTextAsync(status, new() { Timeout = 30_000 });

    /// <summary>This browser's GUID towards the node.</summary>
    public Task<string> ClientAsync() => _page.EvaluateAsync<string>("JSON.parse(localStorage.getItem('syncro.client.todo')).client");

    /// <summary>The records in this browser's storage.</summary>
    public Task<Dictionary<string, string>> LinesAsync() => Stored.LinesAsync(_page, "todo", "Todo");

    private ILocator Title(string title) => _page.GetByLabel($"Title of {title}", new() { Exact = true });

    private Task IsShownAsync() => Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "To do" })).ToBeVisibleAsync();
}
