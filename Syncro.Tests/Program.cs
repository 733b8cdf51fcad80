using Syncro.Tests.Browser;
using Syncro.Tests.EntityFrameworkCore;
using Syncro.Tests.Fuzzing;

namespace Syncro.Tests;

/// <summary>What a spec starts as a process of its own, to kill it; long runs of the fuzzer; pictures of the pages.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [FuzzCommand.Name, ..])
            return FuzzCommand.Run(args.AsSpan(1));
        if (args is [ScreenshotsCommand.Name])
            return await ScreenshotsCommand.RunAsync();
        if (args is not [AtlasWriter.Name, var client, var directory, var port, var server])
            return 2;
        await AtlasWriter.RunAsync(client, directory, port, server);
        return 0;
    }
}
