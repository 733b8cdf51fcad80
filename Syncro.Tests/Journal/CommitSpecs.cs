using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Journal;

/// <summary>A commit as it is written and read again.</summary>
public class CommitSpecs
{
    private static readonly ClientId Self = new("self");

    private static readonly JournalState State =
        JournalState.Empty.Apply(new JournalEvent.Opened(Self, new("journal")));

    private static Gen<Reach> Reaches { get; } = Gen.OneOf(
        Gen.Constant(Reach.Unknown),
        from alive in Gen.Elements(true, false)
        from audience in Gen.OneOf(
            Gen.Elements(Audience.Everyone, Audience.Relays, Audience.Nobody),
            Generators.Clients.ArrayOf(3).Select(names => Audience.Of(names.Select(name => new ClientId(name)))))
        select new Reach(audience, alive));

    private static Gen<RecordState> States { get; } =
        from created in Gen.OneOf(Gen.Constant(Stamp.None), Generators.Stamps)
        from destroyed in Gen.OneOf(Gen.Constant(Stamp.None), Generators.Stamps)
        from registers in Generators.RegisterSets(Generators.Stamps, Generators.Names)
        select new RecordState(created, destroyed, registers);

    private static Gen<EntryBody> Bodies { get; } = Gen.OneOf(
        Generators.Changes(Generators.Keys, Generators.Names).Select(change => (EntryBody)new EntryBody.Changed(change)),
        Generators.Operations.Select(scribe => (EntryBody)new EntryBody.Operated((Scribe.Operation)scribe)),
        from key in Generators.Keys
        from remains in States
        select (EntryBody)new EntryBody.Withdrawn(key, remains),
        Generators.Keys.Select(key => (EntryBody)new EntryBody.Correct(key)),
        Generators.Keys.Select(key => (EntryBody)new EntryBody.Restate(key)),
        Generators.Keys.Select(key => (EntryBody)new EntryBody.Reassigned(key)));

    private static Gen<JournalRef?> Sources { get; } = Gen.OneOf(
        Gen.Constant<JournalRef?>(null),
        Gen.Constant<JournalRef?>(new JournalRef(new("V"), JournalId.Legacy)),
        from client in Generators.Clients
        from journal in Generators.Names
        select (JournalRef?)new JournalRef(new(client), new(journal)));

    private static Gen<Entry> Entries { get; } =
        from body in Bodies
        from source in Sources
        from to in Gen.OneOf(Gen.Constant<ClientId?>(null), Generators.Clients.Select(name => (ClientId?)new ClientId(name)))
        from was in Reaches
        from now in Reaches
        select new Entry(body, source, to, was, now, false);

    private static Gen<ImmutableArray<Entry>> Sets { get; } =
        from entries in Gen.Choose(1, 4).SelectMany(n => Entries.ArrayOf(n))
        select entries.Select((entry, i) => entry with { EndsSet = i == entries.Length - 1 }).ToImmutableArray();

    private static Gen<Taken> Takens { get; } =
        from client in Generators.Clients
        from cursor in Generators.Cursors
        from own in Gen.Elements(true, false)
        select new Taken(new(client), cursor, own);

    private static readonly JournalLimits Limits = new(1 << 19, 2048, 1 << 20, 4096, 1 << 20);

    [Property(MaxTest = 300)]
    public Property A_commit_reads_as_it_was_written() => Prop.ForAll(
        Gen.Choose(1, 4).SelectMany(n => Sets.ArrayOf(n)).ToArbitrary(), Takens.ArrayOf(2).ToArbitrary(), (sets, taken) =>
        {
            var writer = new CommitWriter(State, "salt");
            foreach (var set in sets)
                Assert.True(writer.TryAdd(set, Limits));
            var written = writer.Finish([.. sets.SelectMany(set => set)], [.. taken], new Clock(77));
            var read = CommitReader.Read(written.Stored);
            Assert.Equal(written.Entries.AsEnumerable(), read.Entries);
            Assert.Equal(written.Taken.AsEnumerable(), read.Taken);
            Assert.Equal((written.Sequence, written.Mark, written.Clock), (read.Sequence, read.Mark, read.Clock));
        });

    [Fact]
    public void Each_mark_follows_from_the_one_before()
    {
        var (state, marks) = (State, new HashSet<string>());
        for (var i = 0; i < 5; i++)
        {
            var commit = new CommitWriter(state, "salt").Finish([], [], new Clock(1));
            var content = commit.Stored.Span[$"{{\"mark\":\"{commit.Mark}\",".Length..];
            Assert.Equal(CommitWriter.Mark(state.Mark, content), commit.Mark);
            Assert.NotEqual(CommitWriter.Mark("", content), i == 0 ? "" : commit.Mark);
            Assert.True(marks.Add(commit.Mark));
            state = state.Apply(commit);
        }
    }
}
