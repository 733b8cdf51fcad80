using System.CommandLine;
using System.CommandLine.Invocation;
using Syncro.Tests.Simulation;

var parsed = SimulationCommand.Create().Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await Console.Error.WriteLineAsync($"simulation: {parsed.Errors[0].Message} See --help.");
    return 2;
}
return await parsed.InvokeAsync();
