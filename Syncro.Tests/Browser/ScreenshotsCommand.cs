using Microsoft.Playwright;
using Syncro.Tests.Processes;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Browser;

/// <summary><c>screenshots</c>: makes the pictures of the README anew, from real nodes and a real browser.</summary>
internal static class ScreenshotsCommand
{
    public const string Name = "screenshots";

    private static readonly string Folder = Repository.Path("Syncro.Node/Pages/screenshots");

    public static async Task<int> RunAsync()
    {
        if (Chromium.Absent is { } absent)
        {
            await Console.Error.WriteLineAsync(absent);
            return 1;
        }
        var chromium = new Chromium();
        await chromium.InitializeAsync();
        try
        {
            using var nodes = new Nodes(new Silence());
            await MakeAsync(chromium, nodes);
        }
        finally
        {
            await chromium.DisposeAsync();
        }
        foreach (var file in Directory.GetFiles(Folder, "*.png").Order(StringComparer.Ordinal))
            Console.WriteLine(file);
        return 0;
    }

    private static async Task MakeAsync(Chromium chromium, Nodes nodes)
    {
        var models = "models { City {}, Region {}, Todo {} }";
        var server = await nodes.StartAsync(nodes.Write("server.hocon", $$"""syncro { client = "server", {{models}}, access.anonymous = on }"""), "server");
        await nodes.StartAsync(
            nodes.Write("laptop.hocon", $$"""syncro { client = "laptop", {{models}}, peers { server { uri = "tcp://{{server.Tcp}}" } } }"""), "laptop");
        foreach (var (name, file) in new[] { ("Region", Cities.Regions), ("City", Cities.File) })
            Check(await server.RunCliAsync("import", name, file));
        await using var profiles = new Profiles(chromium);
        var wide = await OpenAsync(profiles, server, 1280, 1000, ColorScheme.Light);
        var phone = await OpenAsync(profiles, server, 390, 844, ColorScheme.Light);
        var dark = await OpenAsync(profiles, server, 1280, 1000, ColorScheme.Dark);
        await WorkAsync(server);
        foreach (var (page, name) in new[] { (wide, "desktop"), (phone, "phone"), (dark, "dark") })
        {
            await page.ShowsAsync("Live feed", "city-000018");
            await ShootAsync(page.Tab, name);
        }
        await ShootRecordAsync(wide);
        await ShootTodoAsync(profiles, server);
        await server.Kill9Async();
        await wide.SaysAsync("The node does not answer.");
        await wide.OpenAsync("city-000000");
        await wide.Value("visits").FillAsync("1");
        await wide.PressAsync("Save");
        await wide.SaysAsync("1 change waits.");
        await wide.Tab.EvaluateAsync("scrollTo(0, 0)");
        await ShootAsync(wide.Tab, "offline");
    }

    private static async Task<NodePage> OpenAsync(Profiles profiles, NodeProcess server, int width, int height, ColorScheme scheme)
    {
        var page = await NodePage.OpenAsync(
            await profiles.NewAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme }), server.Url);
        await page.SaysAsync("In sync.");
        return page;
    }

    /// <summary>What the live feed and the charts are to show.</summary>
    private static async Task WorkAsync(NodeProcess server)
    {
        for (var second = 0; second < 20; second++)
        {
            for (var i = 0; i <= second % 7; i++)
                await server.Api.ExpectAsync(200, "PATCH", "/api/models/City/city-000000", $$"""{"visits":{{(second * 10) + i}}}""");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        await server.Api.ExpectAsync(204, "DELETE", "/api/models/City/city-000009");
        await server.Api.ExpectAsync(200, "PATCH", "/api/models/City/city-000018", """{"tags":["coast","port"]}""");
    }

    private static async Task ShootRecordAsync(NodePage page)
    {
        await page.OpenAsync("city-000018");
        await ShootAsync(page.Tab, "record");
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.ClosedAsync();
    }

    private static async Task ShootTodoAsync(Profiles profiles, NodeProcess server)
    {
        var profile = await profiles.NewAsync(new() { ViewportSize = new() { Width = 390, Height = 560 } });
        var todo = await TodoPage.OpenAsync(profile, server.Url);
        foreach (var title in new[] { "Buy milk", "Water the plants", "Call Ada", "Book the train" })
            await todo.AddAsync(title);
        await todo.TickAsync("Water the plants");
        await todo.SaysAsync("In sync");
        await profile.SetOfflineAsync(true);
        await todo.TickAsync("Call Ada");
        await todo.SaysAsync("Offline, 1 change waits");
        await ShootAsync(profile.Pages[0], "todo");
    }

    private static async Task ShootAsync(IPage page, string name) => await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });

    private static void Check(Ended ended)
    {
        if (ended.Code != 0)
            throw new InvalidOperationException(ended.Error);
    }

    private sealed class Silence : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
