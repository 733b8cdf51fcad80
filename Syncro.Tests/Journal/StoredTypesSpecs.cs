using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Syncro.Access;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Tests.Journal;

/// <summary>What is on disk stays readable: these texts never change, new ones are added.</summary>
public sealed class StoredTypesSpecs : Akka.TestKit.Xunit2.TestKit
{
    private readonly SyncroSerializer _serializer;

    public StoredTypesSpecs() : base(SyncroSettings.Reference) => _serializer = new((ExtendedActorSystem)Sys);

    private static readonly JournalRef Ruby = new(new("ruby"), JournalId.Legacy), Laptop = new(new("laptop"), new("j2"));
    private static readonly Cursor Seen = new(new("j2"), new(8193), "m2");
    private static readonly RecordKey Note = new("Note", RecordId.Of("n1")), City = new("City", RecordId.Of(560));
    private static readonly Stamp At = new(0x018f_0000_0000_0001, "server"), Later = new(0x018f_0000_0000_0002, "laptop");
    private static readonly Reach Open = new(Audience.Everyone, true), Few = new(Audience.Of([new("a"), new("b")]), true);

    private static ImmutableArray<Entry> Entries =>
    [
        new(new EntryBody.Changed(Scribe.Change.Create(Note, At, [new("title", JsonText.Parse("\"Žluť\""), At)])), null, null, Reach.Unknown, Open, false),
        new(new EntryBody.Changed(Scribe.Change.Update(City, Later, [new("population", JsonText.Parse("1.10"), Later)])), Laptop, null, Few, Few, true),
        new(new EntryBody.Changed(Scribe.Change.Destroy(Note, Later)), Ruby, null, Open, new(Audience.Everyone, false), true),
        new(new EntryBody.Operated(new("Note", "archive", Later, JsonText.Parse("{\"by\":[1]}"))), Laptop, null, Reach.Unknown, Open, true),
        new(new EntryBody.Withdrawn(City, new(Stamp.None, Stamp.None, [new("name", JsonText.Null, At)])), Laptop, null, Few, new(Audience.Relays, false), false),
        new(new EntryBody.Correct(City), null, new("laptop"), Few, Few, false),
        new(new EntryBody.Restate(Note), null, new("ruby"), Open, Open, false),
        new(new EntryBody.Reassigned(City), null, null, Few, new(Audience.Nobody, true), true),
    ];

    private static readonly KeptToken Token = new("0a1b2c3d4e5f", new("laptop"), TokenHash.Of("test"), 1_700_000_000_123);

    private static readonly JournalState Before =
        JournalState.Empty.Apply(new JournalEvent.Opened(new("server"), new("j1")));

    private static readonly JournalLimits Limits = new(512 << 10, 2048, 1 << 20, 4096, 1 << 20);

    private static JournalEvent.Commit Commit(ImmutableArray<Entry> entries)
    {
        var writer = new CommitWriter(Before, "00112233445566778899aabbccddeeff");
        for (var (first, i) = (0, 0); i < entries.Length; i++)
            if (entries[i].EndsSet)
            {
                Assert.True(writer.TryAdd(entries[first..(i + 1)], Limits));
                first = i + 1;
            }
        return writer.Finish(entries, [new(new("laptop"), Seen), new(new("ruby"), new(JournalId.Legacy, new(3), "\"8824\""))], new(0x018f_0000_0000_0002));
    }

    private static object Sample(string manifest) => manifest switch
    {
        "O" => new JournalEvent.Opened(new("server"), new("j1")),
        "C" => Commit(Entries),
        "J" => Before.Apply(Commit(Entries)) is var state ? state with { Taken = state.Taken.Remove(Laptop) } : null!,
        "A" => new ClientEvent.CursorAdvanced(Seen, Classes.Of(["City", "Note"]), true, 7, false),
        "K" => new ClientEvent.Acknowledged(new("j2"), new(8193)),
        "P" => new PlayerEvent.Advanced(new(8195)),
        "X" => new PlayerEvent.SetAside(new(8196), "IOException: \"disk\" full"),
        "R" => new PlayerEvent.PlayedAgain(new(8196)),
        "T" => new AccessEvent.TokenCreated(Token),
        "V" => new AccessEvent.TokenRevoked(Token.Id),
        "G" => AccessState.Empty
            .Apply(new AccessEvent.TokenCreated(Token)).Apply(new AccessEvent.TokenCreated(Token with { Id = "ff", Client = new("phone") }))
            .Apply(new AccessEvent.TokenRevoked("ff")),
        "Y" => Played.Nothing.Apply(new PlayerEvent.SetAside(new(8196), "no")).Apply(new PlayerEvent.Advanced(new(8199))),
        _ => ClientState.New
            .Apply(new ClientEvent.CursorAdvanced(Seen, Classes.All, false, 7, false)).Apply(new ClientEvent.Acknowledged(new("j2"), new(8193))),
    };

    public static TheoryData<string, string> Golden()
    {
        var golden = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Journal", "data", "stored.txt")))
            golden.Add(line[..1], line[2..]);
        return golden;
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void What_is_written_is_what_was_always_written(string manifest, string text)
    {
        var sample = Sample(manifest);
        Assert.Equal(manifest, _serializer.Manifest(sample));
        Assert.Equal(text, Encoding.UTF8.GetString(_serializer.ToBinary(sample)));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void What_was_written_is_read_as_what_it_was(string manifest, string text)
    {
        var read = _serializer.FromBinary(Encoding.UTF8.GetBytes(text), manifest);
        Assert.IsType(Sample(manifest).GetType(), read);
        Assert.Equal(text, Encoding.UTF8.GetString(_serializer.ToBinary(read)));
        if (read is JournalEvent.Commit commit)
        {
            Assert.True(Entries.SequenceEqual(commit.Entries));
            Assert.Equal(text, Encoding.UTF8.GetString(Commit(commit.Entries).Stored.Span));
            Assert.Equal(Ruby, commit.Entries[2].From);
        }
    }

    [Fact]
    public void That_our_own_is_asked_for_too_is_added_to_what_was_always_written()
    {
        var commit = new CommitWriter(Before, "salt").Finish([], [new(new("ruby"), Seen), new(new("laptop"), Seen, true)], new(1));
        var text = Encoding.UTF8.GetString(commit.Stored.Span);
        Assert.EndsWith("],\"clock\":\"0000000000000001\",\"own\":[1]}", text, StringComparison.Ordinal);
        Assert.Equal(commit.Taken.AsEnumerable(), CommitReader.Read(commit.Stored).Taken);
        var state = Before.Apply(commit);
        text = Encoding.UTF8.GetString(_serializer.ToBinary(state));
        Assert.Contains("\"sequence\":2,\"own\":true}", text, StringComparison.Ordinal);
        var read = Assert.IsType<JournalState>(_serializer.FromBinary(Encoding.UTF8.GetBytes(text), "J"));
        Assert.Equal(state.Taken.OrderBy(pair => pair.Key.Client), read.Taken.OrderBy(pair => pair.Key.Client));
        Assert.True(read.Taken[Laptop].Own);
    }

    [Fact]
    public void Every_event_is_registered_and_has_its_golden_text()
    {
        var cases = new[] { typeof(JournalEvent), typeof(ClientEvent), typeof(PlayerEvent), typeof(AccessEvent) }
            .SelectMany(union => union.GetNestedTypes().Where(type => type.IsSubclassOf(union)))
            .Concat([typeof(JournalState), typeof(ClientState), typeof(Played), typeof(AccessState)]).ToHashSet();
        Assert.Equal(cases, SyncroSerializer.Types.ToHashSet());
        Assert.Equal(cases, Golden().Select(line => Sample((string)line[0]).GetType()).ToHashSet());
        foreach (var type in SyncroSerializer.Types)
            Assert.IsType<SyncroSerializer>(Sys.Serialization.FindSerializerForType(type));
    }

    [Fact]
    public void Every_kind_of_entry_is_in_the_golden_commit() => Assert.Equal(
        typeof(EntryBody).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(EntryBody))).ToHashSet(),
        Entries.Select(entry => entry.Body.GetType()).ToHashSet());

    [Fact]
    public void A_manifest_that_is_not_known_is_refused_by_name() => Assert.Contains(
        "'Z'", Assert.Throws<UnknownStoredTypeException>(() => _serializer.FromBinary([], "Z")).Message, StringComparison.Ordinal);
}
