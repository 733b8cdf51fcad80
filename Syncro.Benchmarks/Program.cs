using System.CommandLine;
using System.CommandLine.Invocation;
using Syncro;
using Syncro.Benchmarks;

var parsed = new RootCommand("Measures Syncro on this machine.") { SyncCommand.Create(), StalledCommand.Create(), ScaleCommand.Create(), FanOutCommand.Create(), OverTimeCommand.Create(), BrowserCommand.Create(), PeerCommand.Create() }.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await Console.Error.WriteLineAsync($"benchmark: {parsed.Errors[0].Message} See --help.");
    return 2;
}
try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is SyncroException or IOException or UnauthorizedAccessException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"benchmark: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
