using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Compaction;

/// <summary>Which cursors are taken for our own history's once the part of the log that would prove them is gone.</summary>
public class KnownCursorSpecs
{
    private readonly SimPeer _peer = new SimWorld(1).Peer("S");
    private readonly List<Cursor> _cursors;

    public KnownCursorSpecs()
    {
        for (var i = 0; i < 6; i++)
            _peer.Do([new LocalChange.Put(Note($"n{i}"), With(("x", i)))]);
        _cursors = [.. _peer.Log.Select(commit => new Cursor(_peer.Disk.Journal, commit.Last!.Value, commit.Mark))];
        _peer.CommitLog.LetGo(_peer.Log[3].Sequence);
    }

    private Task<bool> KnowsAsync(Cursor cursor, int acknowledged) =>
        _peer.CommitLog.KnowsAsync(cursor, _cursors[acknowledged].Position);

    [Fact]
    public async Task What_the_log_still_has_is_proved_by_its_mark_whatever_was_acknowledged()
    {
        Assert.True(await KnowsAsync(_cursors[5], 0));
        Assert.False(await KnowsAsync(_cursors[5] with { Mark = "another" }, 5));
    }

    [Fact]
    public async Task What_is_gone_is_known_where_it_was_acknowledged() => Assert.True(await KnowsAsync(_cursors[2], 2));

    /// <summary>Its client may have read on from a copy of ours, whose commits have the same positions.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task What_is_gone_and_is_not_where_the_client_was_is_not_known(int acknowledged) =>
        Assert.False(await KnowsAsync(_cursors[2], acknowledged));
}
