using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.TestKit.Simulated;

/// <summary>The record store of a peer, which follows the log at a distance: as <see cref="RecordStore"/> works.</summary>
internal sealed class SimRecords(SimPeer peer) : ICurrentRecords
{
    private readonly Dictionary<RecordKey, StoredRecord> _stored = [];
    private readonly Dictionary<(string Client, RecordKey Key), Concern> _concerns = [];
    private JournalState _upTo = JournalState.Empty.Apply(new JournalEvent.Opened(peer.Id, peer.Disk.Journal));

    public ValueTask<IReadOnlyDictionary<RecordKey, StoredRecord>> LoadAsync(
        IReadOnlyCollection<RecordKey> keys, CancellationToken cancel = default) => new(keys.ToDictionary(key => key, peer.Record));

    public Task<ChangedPage?> ChangedAsync(
        ClientId client, bool relay, Position after, long maxBytes, CancellationToken cancel = default)
    {
        Follow(Math.Max(_upTo.Sequence, peer.State.Sequence - peer.World.Next(3)));
        var rows = Rows(client, relay).Where(row => row.At > after).GroupBy(row => row.At)
            .Select(same => same.First() with { Withdraw = same.Any(row => row.Withdraw) }).OrderBy(row => row.At).ToList();
        var page = rows.Take(1 + (int)(maxBytes / 500)).ToList();
        return Task.FromResult<ChangedPage?>(new(page, Checkpoint.Of(_upTo), page.Count < rows.Count));
    }

    /// <summary>As a start does.</summary>
    public void FollowToTheEnd() => Follow(peer.State.Sequence);

    private void Follow(long sequence)
    {
        foreach (var commit in peer.Log.SkipWhile(commit => commit.Sequence <= _upTo.Sequence).TakeWhile(commit => commit.Sequence <= sequence))
        {
            RecordFold.Apply(commit, _stored);
            foreach (var concern in Concerns.Of(commit))
                _concerns[(concern.Client, concern.Key)] = concern with
                {
                    Withdraw = concern.Withdraw || _concerns.GetValueOrDefault((concern.Client, concern.Key)).Withdraw,
                };
            _upTo = _upTo.Apply(commit);
        }
    }

    private IEnumerable<ChangedRecord> Rows(ClientId client, bool relay) =>
        _stored.Where(pair => !pair.Value.State.IsUnknown
                && (RecordReach.Of(pair.Value.Audience) == RecordReach.Everyone
                    || (relay && RecordReach.Of(pair.Value.Audience) == RecordReach.Relays)))
            .Select(pair => new ChangedRecord(pair.Key, pair.Value.Position, peer.Record(pair.Key), false))
            .Concat(_concerns.Values
                .Where(concern => concern.Client == client.Value || (!relay && concern.Client == Concern.Everyone))
                .Select(concern => new ChangedRecord(concern.Key, concern.At, peer.Record(concern.Key), concern.Withdraw)));
}
