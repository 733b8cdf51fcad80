using System.CommandLine;
using Syncro.Journal;
using Syncro.Settings;

namespace Syncro.Node.Commands;

/// <summary><c>identity show|new FILE</c>: of the storage of a node that doesn't run.</summary>
internal static class IdentityCommand
{
    private const string Plugin = "akka.persistence.journal.plugin";

    public static Command Create(Terminal terminal) => new(
        "identity", "Whose a storage is, and how a copy of one becomes another client's.")
    {
        On("show", "Shows the GUID, the journal id and the position of a storage. Changes nothing.", async (settings, _) =>
        {
            var stored = SyncroIdentity.Show(settings);
            await terminal.Out.WriteLineAsync($"client: {stored.Client}\njournal: {stored.Journal}\nposition: {stored.Position}");
        }),
        On("new", "Gives a copy of a storage a GUID and a journal of its own. The node must be stopped.", async (settings, cancel) =>
        {
            var renewed = await SyncroIdentity.RenewAsync(settings, cancel);
            await terminal.Out.WriteLineAsync(
                $"identity: old={renewed.Old} new={renewed.New} carried={renewed.Carried} files={renewed.OldFiles}");
        }),
    };

    private static Command On(string name, string description, Func<SyncroSettings, CancellationToken, Task> does)
    {
        var (file, set) = (Words.File(), Words.Set());
        var command = new Command(name, description) { file, set };
        command.SetAction(async (parsed, cancel) =>
        {
            var source = SettingsSource.Load(parsed.GetValue(file)!, parsed.GetValue(set) ?? []);
            var settings = SyncroSettings.Read(source);
            if (source.Config.GetString(Plugin, "") is { Length: > 0 } other)
                throw new InvalidSettingsException(
                    $"{source.Origin(Plugin)}{Plugin} is '{other}'; "
                    + "only storage embedded in SQLite has an identity to show or to change");
            try
            {
                await does(settings, cancel);
            }
            catch (StorageException e)
            {
                throw new InvalidSettingsException(e.Message, e);
            }
            return 0;
        });
        return command;
    }
}
