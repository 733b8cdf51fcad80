using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Syncro.Settings;

namespace Syncro.Benchmarks;

/// <summary>The hidden <c>peer CLIENT DIRECTORY [--dial HOST:PORT] [--settings HOCON] [--storage HOCON]</c>: one peer in a process of its own.</summary>
internal static class PeerCommand
{
    public static Command Create()
    {
        var client = new Argument<string>("CLIENT");
        var directory = new Argument<string>("DIRECTORY");
        var dial = new Option<string?>("--dial");
        var settings = new Option<string?>("--settings");
        var storage = new Option<string?>("--storage");
        var command = new Command("peer") { client, directory, dial, settings, storage };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            // What the peer logs is not an answer.
            await using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
            Console.SetOut(Console.Error);
            try
            {
                var config = Configuration(
                    parsed.GetValue(client)!, parsed.GetValue(directory)!, parsed.GetValue(dial), parsed.GetValue(settings), parsed.GetValue(storage));
                await RunAsync(config, answers, cancel);
                return 0;
            }
            catch (SyncroException e)
            {
                await answers.WriteLineAsync(JsonSerializer.Serialize<PeerAnswer>(new PeerAnswer.Failed(e.Message)));
                return 1;
            }
        });
        return command;
    }

    private static async Task RunAsync(Config config, TextWriter answers, CancellationToken cancel)
    {
        using var counted = new CountedScribes();
        using var system = ActorSystem.Create("benchmark", config.WithFallback(SyncroSettings.Reference));
        await using var peer = await SyncroPeer.StartAsync(system, SyncroSettings.Read(config), cancel: cancel);
        var work = new PeerWork(peer, counted, answers);
        await work.AnswerAsync(new PeerAnswer.Ready(Stopwatch.GetTimestamp(), peer.Listening.FirstOrDefault("")));
        while (await Console.In.ReadLineAsync(cancel) is { } line)
            await work.DoAsync(JsonSerializer.Deserialize<PeerAsk>(line)!, cancel);
    }

    private static Config Configuration(string client, string directory, string? dial, string? settings, string? storage) => ConfigurationFactory.ParseString(
        $$"""
        akka { loglevel = WARNING, stdout-loglevel = WARNING, log-dead-letters = off }
        syncro {
          client = "{{client}}"
          storage.directory = "{{directory}}"
          models { {{Note.Class}} {} }
          access.anonymous = on
          {{settings}}
          {{(dial is null
              ? "listen { main { uri = \"tcp://127.0.0.1:0\" } }"
              : $"peers {{ {SyncCommand.Server} {{ uri = \"tcp://{dial}\" }} }}")}}
        }
        {{storage}}
        """);
}
