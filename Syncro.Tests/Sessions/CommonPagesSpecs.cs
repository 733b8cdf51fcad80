using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Simulated;
using Syncro.Wire;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Sessions;

/// <summary>What one leaf was read is given to another only where that one would be read the same.</summary>
public class CommonPagesSpecs
{
    private static readonly string[] Names = ["A", "B", "C"];

    [Fact]
    public void A_page_that_is_shared_is_the_page_that_would_have_been_read()
    {
        var (shared, refused) = (0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var (peer, log) = Written(random, (ulong)seed);
            var from = log[random.Next(log.Count)];
            var cursor = new PageCursor(new(peer.Disk.Journal, from.Last!.Value, from.Mark));
            var commits = log.Where(commit => commit.Sequence >= from.Sequence).ToList();
            OutgoingPage Read(Reader reader) => PageBuilder.Build(
                new(ServedSet.Of(commits), false), cursor, reader, peer.Record, peer.State.Head, int.MaxValue);

            var (common, first, second) = (new CommonPages(), Leaf(peer, random), Leaf(peer, random));
            var given = common.Keep(cursor, first, peer.State.Head, commits, peer.Record, Read(first));
            Assert.Equal(Text(Read(first)), Text(given));
            if (common.Find(cursor, second, peer.State.Head) is { } found)
            {
                shared++;
                Assert.Equal(Text(Read(second)), Text(found));
                Assert.Equal(Read(second).Next, found.Next);
                Assert.Null(common.Find(cursor, second, peer.State.Head with { Mark = "another" }));
                Assert.Null(common.Find(cursor with { At = peer.State.Head }, second, peer.State.Head));
            }
            else if (Text(Read(first)) != Text(Read(second)))
                refused++;
        }
        Assert.True(shared > 30, $"{shared} pages were shared");
        Assert.True(refused > 30, $"{refused} pages were different");
    }

    [Fact]
    public void What_is_written_once_is_what_would_be_written()
    {
        var (peer, log) = (new SimWorld(1).Peer("S"), (List<JournalEvent.Commit>)[]);
        peer.Do([new LocalChange.Put(Note("n"), With(("x", 1))), new LocalChange.Put(Note("m"), With(("x", "\"\n")))]);
        log.AddRange(peer.Log);
        var (cursor, reader) = (new PageCursor(Cursor.Start(peer.Disk.Journal)), Leaf(peer, new Random(1)));
        var page = PageBuilder.Build(new(ServedSet.Of(log), false), cursor, reader, peer.Record, peer.State.Head, int.MaxValue);
        var common = new CommonPages().Keep(cursor, reader, peer.State.Head, log, peer.Record, page);
        Assert.NotNull(common.Written);
        Assert.Equal(Encoded(page), Encoded(common));
    }

    private static byte[] Encoded(OutgoingPage page) => MessageCodec.Encode(
        new Message.AddScribes(JsonText.Of(1), page.Scribes, page.Next.At.Position, page.Next.At.Mark) { Written = page.Written });

    private static Reader Leaf(SimPeer peer, Random random)
    {
        var name = Names[random.Next(Names.Length)];
        return new(
            Journal(name), Relay: false, random.Next(8) == 0 ? Classes.Of(["Note"]) : Classes.All,
            Own: random.Next(8) == 0, OnlyOurs: false, peer.Id, Taken: null);
    }

    private static JournalRef Journal(string name) => new(new(name), new($"journal-{name}"));

    // Most is everyone's, so that some pages are; a few changes came from one of the readers.
    private static (SimPeer Peer, List<JournalEvent.Commit> Log) Written(Random random, ulong seed)
    {
        var peer = new SimWorld(seed).Peer("S");
        for (var i = 0; i < 8; i++)
            peer.Do([new LocalChange.Put(
                random.Next(4) == 0 ? City($"c{random.Next(3)}") : Note($"n{random.Next(6)}"),
                random.Next(6) == 0 ? With(("owner", Names[random.Next(2)]), ("x", random.Next())) : With(("x", random.Next())))]);
        return (peer, [.. peer.Log.Select(commit => random.Next(5) > 0 ? commit : commit with
        {
            Entries = [.. commit.Entries.Select(entry => entry with { From = Journal(Names[random.Next(3)]) })],
        })]);
    }

    private static string Text(OutgoingPage page) =>
        string.Join('\n', page.Scribes.Select(wire => $"{wire.Id} {SimTrace.Of(wire.Scribe)} {wire.EndsSet}"));
}
