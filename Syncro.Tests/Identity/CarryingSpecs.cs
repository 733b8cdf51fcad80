using System.Collections.Immutable;
using Syncro.Identity;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Identity;

/// <summary>What a new identity takes over of the one before it.</summary>
public class CarryingSpecs
{
    private static readonly ClientId Old = new("laptop"), Now = new("other"), Server = new("server");

    private static readonly RecordKey Key = new("Note", RecordId.Of("n1"));

    private static Stamp At(ulong time, ClientId by) => new(time << 16, by.Value);

    private static Scribe.Change Title(ulong time, ClientId by) =>
        Scribe.Change.Create(Key, At(time, by), [new Register("title", JsonText.Of((long)time), At(time, by))]);

    private static Entry Entry(EntryBody body, JournalRef? from = null, ClientId? to = null, bool ends = true) =>
        new(body, from, to, Reach.Unknown, new Reach(Audience.Everyone, true), ends);

    private static Entry Made(ulong time, bool ends = true) => Entry(new EntryBody.Changed(Title(time, Old)), ends: ends);

    private static JournalEvent.Commit Commit(long sequence, params Entry[] entries) =>
        new(sequence, "m", default, [.. entries], [], default);

    private static ImmutableArray<ChangeSet.Carried> Sets(Position acknowledged, params JournalEvent.Commit[] log) =>
        [.. Carrying.Sets(log, Old, Now, acknowledged)];

    [Fact]
    public void Own_scribes_not_acknowledged_keep_their_times_their_order_and_their_sets()
    {
        var sets = Sets(
            Position.Of(2, 1), Commit(2, Made(1), Made(2), Made(3, ends: false), Made(4)), Commit(3, Made(5)));
        Assert.Equal([2, 1], sets.Select(set => set.Scribes.Length));
        Assert.Equal([Title(3, Now), Title(4, Now), Title(5, Now)], sets.SelectMany(set => set.Scribes).Select(carried => carried.Scribe));
        Assert.All(sets.SelectMany(set => set.Scribes), carried => Assert.True(carried.Announced));
    }

    [Fact]
    public void What_others_sent_and_notes_to_others_are_not_its_own()
    {
        var other = new JournalRef(Server, new("s"));
        Assert.Empty(Sets(
            Position.Zero,
            Commit(2, Entry(new EntryBody.Changed(Title(1, Server)), other), Entry(new EntryBody.Changed(Title(2, Old)), other)),
            Commit(3, Entry(new EntryBody.Correct(Key), to: new("phone")), Entry(new EntryBody.Reassigned(Key)),
                Entry(new EntryBody.Correct(Key), to: Old))));
    }

    [Fact]
    public void What_was_stamped_here_for_a_version_1_peer_and_operations_are()
    {
        var operation = new Scribe.Operation("City", "visit", At(2, Old), JsonText.True);
        var carried = Assert.Single(Sets(
            Position.Zero,
            Commit(2, Entry(new EntryBody.Changed(Title(1, Old)), new JournalRef("ruby", JournalId.Legacy), ends: false),
                Entry(new EntryBody.Operated(operation))))).Scribes;
        Assert.Equal([Title(1, Now), operation with { At = At(2, Now) }], carried.Select(one => one.Scribe));
    }

    [Fact]
    public void What_was_recorded_for_this_peer_alone_is_known_to_nobody_however_far_others_read()
    {
        var carried = Assert.Single(Sets(
            Position.Of(9, 0), Commit(2, Made(1), Entry(new EntryBody.Changed(Title(2, Old)), to: Old)))).Scribes;
        Assert.Equal((Title(2, Now), false), (Assert.Single(carried).Scribe, carried[0].Announced));
    }
}
