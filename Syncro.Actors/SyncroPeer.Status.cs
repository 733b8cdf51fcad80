using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Clients;
using Syncro.Scribes;

namespace Syncro;

/// <content>How the peer and its links stand.</content>
public sealed partial class SyncroPeer
{
    /// <inheritdoc/>
    public async Task<PeerStatus> StatusAsync(CancellationToken cancel = default)
    {
        await _space.FlushAsync(cancel).ConfigureAwait(false);
        var clients = await _space.Clients.Ask<ClientId[]>(
            new ClientsActor.GetClients(), _space.AskTimeout, cancel).ConfigureAwait(false);
        var links = ImmutableArray.CreateBuilder<LinkStatus>();
        foreach (var client in clients)
        {
            var status = await _space.Clients.Ask<ClientStatus>(
                new ClientCommand.GetStatus(client), _space.AskTimeout, cancel).ConfigureAwait(false);
            links.Add(Link(status, _space.Log.State.Head.Position));
        }
        var state = _space.Log.State;
        return new(
            Client, state.Journal, state.Head.Position,
            await _space.Store.CountAsync(cancel).ConfigureAwait(false), links.DrainToImmutable())
        {
            Players = _players.Status(),
        };
    }

    /// <inheritdoc/>
    public async Task<PeerStorage> StorageAsync(CancellationToken cancel = default)
    {
        await _space.FlushAsync(cancel).ConfigureAwait(false);
        var records = await _space.Store.CountByClassAsync(cancel).ConfigureAwait(false);
        foreach (var name in Classes.Names.Where(name => !records.ContainsKey(name)))
            records = records.Add(name, 0);
        var (directory, provider) = (Path.GetFullPath(_space.Settings.Storage.Directory), _space.Settings.Storage.RecordsProvider);
        return new(_space.Settings.Space, provider, directory, new DirectoryInfo(directory).EnumerateFiles().Sum(file => file.Length), records);
    }

    internal static LinkStatus Link(ClientStatus status, Position ourHead)
    {
        // A client that this run has not met has told no head: what was seen is all that is known of it.
        var head = status.Head ?? status.Seen;
        // A version-1 id tells no distance.
        var theirs = IsLegacy(head) ? (head == status.Seen ? 0 : 1)
            : Math.Max(0, (head?.Position.Commit ?? 0) - (status.Seen?.Position.Commit ?? 0));
        var ours = Math.Max(0, ourHead.Commit - status.Acknowledged.Commit);
        return new(
            status.Client, status.Connected, Token(status.Seen), Token(head), status.Acknowledged, theirs + ours, status.LastError)
        {
            Progress = status.Progress,
        };
    }

    private static bool IsLegacy(Cursor? cursor) => cursor is not null && cursor.Journal == JournalId.Legacy;

    private static JsonText Token(Cursor? cursor) =>
        cursor is null ? JsonText.Of(0)
        : IsLegacy(cursor) ? cursor.Mark.Length > 0 ? JsonText.Parse(cursor.Mark) : JsonText.Null
        : JsonText.Of(cursor.Position.Value);
}
