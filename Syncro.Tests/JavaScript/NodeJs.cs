using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Syncro.Tests.Settings;

namespace Syncro.Tests.JavaScript;

/// <summary>The Node.js of this machine.</summary>
internal static class NodeJs
{
    private const int Least = 20, WithWebSocket = 22;

    private static readonly int Version = FindVersion();

    /// <summary>Why the JavaScript client can't run here; null: it can.</summary>
    public static string? Absent { get; } =
        Version == 0 ? "node is not installed"
        : Version < Least ? $"node {Version} is older than {Least}"
        : !Directory.Exists(Repository.Path("Syncro.Js/node_modules")) ? "its packages are not there: run 'npm ci' in Syncro.Js"
        : null;

    /// <summary>Starts a script of <c>Syncro.Js</c>, with its three streams at hand.</summary>
    public static Process Start(string script)
    {
        // Before 22 the WebSocket of a browser has to be asked for.
        string[] flags = Version < WithWebSocket ? ["--experimental-websocket", "--no-warnings"] : [];
        return Process.Start(new ProcessStartInfo("node", [.. flags, script])
        {
            WorkingDirectory = Repository.Path("Syncro.Js"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
    }

    private static int FindVersion()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            var said = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return int.Parse(said.Trim().TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        }
        catch (Win32Exception)
        {
            return 0;
        }
    }
}

/// <summary>A spec that runs the JavaScript client; skipped, with the reason, where it can't be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JavaScriptFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public JavaScriptFactAttribute() => Skip = NodeJs.Absent;
}
