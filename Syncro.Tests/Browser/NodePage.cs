using Microsoft.Playwright;

namespace Syncro.Tests.Browser;

/// <summary>One tab with the node's own page, used as a person would.</summary>
internal sealed class NodePage(IPage page)
{
    private const int Patience = 60_000;

    public IPage Tab => page;

    public static async Task<NodePage> OpenAsync(IBrowserContext profile, string url)
    {
        var opened = new NodePage(await profile.NewPageAsync());
        await opened.Tab.GotoAsync(url + "/");
        return opened;
    }

    /// <summary>Waits until it says so about itself.</summary>
    public Task SaysAsync(string status) => Assertions.Expect(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Status))
        .ToContainTextAsync(status, new() { Timeout = Patience });

    /// <summary>A part of the page, by its heading.</summary>
    public ILocator Part(string heading) => page.GetByRole(AriaRole.Region, new() { Name = heading, Exact = true });

    public Task ShowsAsync(string part, string text) =>
        Assertions.Expect(Part(part)).ToContainTextAsync(text, new() { Timeout = Patience });

    public async Task ChooseAsync(string className) => await Part("Records").GetByLabel("Class").SelectOptionAsync(className);

    /// <summary>Searches, and waits for what the list then says.</summary>
    public async Task SearchAsync(string text, string says)
    {
        await Part("Records").GetByLabel("Search").FillAsync(text);
        await Assertions.Expect(Part("Records").GetByRole(AriaRole.Status)).ToHaveTextAsync(says, new() { Timeout = Patience });
    }

    public ILocator Row(string id) => Part("Records").GetByRole(AriaRole.Button).Filter(new() { Has = page.GetByText(id, new() { Exact = true }) });

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    public async Task<ILocator> OpenAsync(string id)
    {
        await Row(id).ClickAsync();
        await Assertions.Expect(Dialog).ToBeVisibleAsync();
        return Dialog;
    }

    /// <summary>The value of an attribute of the record that is open, as JSON.</summary>
    public ILocator Value(string attribute) => Dialog.GetByRole(AriaRole.Group, new() { Name = attribute, Exact = true }).GetByLabel("Value, as JSON");

    public async Task PressAsync(string button) => await Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task ClosedAsync() => Assertions.Expect(Dialog).ToHaveCountAsync(0);
}
