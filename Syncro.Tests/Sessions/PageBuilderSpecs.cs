using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Simulated;
using Syncro.Wire;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Sessions;

/// <summary>However a log is cut into pages, its reader is sent the same.</summary>
public class PageBuilderSpecs
{
    [Property(MaxTest = 60)]
    public Property Pages_of_any_size_hold_the_same_and_split_no_set(int seed) => Prop.ForAll(
        Gen.Choose(1, 3000).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (size, relay) =>
        {
            var peer = Written((ulong)(uint)seed);
            var reader = new Reader(new(new("A"), new("journal-A")), relay, peer.Rules.Classes, false, false, peer.Id, null);
            var whole = Read(peer, reader, int.MaxValue);
            var pages = Read(peer, reader, size);
            Assert.Equal(whole.SelectMany(page => page).Select(Text), pages.SelectMany(page => page).Select(Text));
            Assert.All(pages, page => Assert.True(page.IsEmpty || page[^1].EndsSet));
        });

    private static SimPeer Written(ulong seed)
    {
        var random = new Random((int)seed);
        var peer = new SimWorld(seed).Peer("S");
        for (var i = 0; i < 20; i++)
            peer.Do([.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new LocalChange.Put(
                random.Next(2) == 0 ? Note($"n{random.Next(4)}") : City($"c{random.Next(4)}"),
                With(("owner", random.Next(2) == 0 ? "A" : "B"), ("x", random.Next()))))]);
        return peer;
    }

    private static List<ImmutableArray<WireScribe>> Read(SimPeer peer, Reader reader, int size)
    {
        var pages = new List<ImmutableArray<WireScribe>>();
        for (var at = new PageCursor(Cursor.Start(peer.Disk.Journal)); ;)
        {
            var page = PageBuilder.Build(new(ServedSet.Of(peer.Log), false), at, reader, peer.Record, peer.State.Head, size);
            pages.Add(page.Scribes);
            Assert.True(page.Next.At.Position >= at.At.Position);
            at = page.Next;
            if (!page.More)
                return pages;
        }
    }

    private static string Text(WireScribe wire) => $"{wire.Id} {SimTrace.Of(wire.Scribe)} {wire.EndsSet}";
}
