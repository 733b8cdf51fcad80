using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;

namespace Syncro.Tests.Scribes;

public class AudienceSpecs
{
    private static readonly ClientId Leaf = new("laptop");

    [Fact]
    public void Everyone_reads_what_is_for_everyone()
    {
        Assert.True(Audience.Everyone.Admits(Leaf, relay: false));
        Assert.True(Audience.Everyone.Admits(Leaf, relay: true));
    }

    [Fact]
    public void Relays_alone_read_what_was_never_created()
    {
        Assert.False(Audience.Relays.Admits(Leaf, relay: false));
        Assert.True(Audience.Relays.Admits(Leaf, relay: true));
    }

    [Fact]
    public void Nobody_reads_what_is_for_nobody()
    {
        Assert.False(Audience.Nobody.Admits(Leaf, relay: false));
        Assert.False(Audience.Nobody.Admits(Leaf, relay: true));
        Assert.Equal(Audience.Nobody, Audience.Of([]));
    }

    [Property(MaxTest = 300)]
    public Property A_list_admits_those_named_and_every_relay() => Prop.ForAll(
        Generators.Clients.Select(c => new ClientId(c)).ArrayOf(4).ToArbitrary(),
        Generators.Clients.Select(c => new ClientId(c)).ToArbitrary(), (named, client) =>
        {
            var audience = Audience.Of(named);
            return audience.Admits(client, relay: false) == named.Contains(client)
                && audience.Admits(client, relay: true)
                && audience.Equals(Audience.Of(named.Reverse().Concat(named)))
                && audience.GetHashCode() == Audience.Of(named.Reverse()).GetHashCode();
        });

    [Fact]
    public void An_unknown_record_admits_no_one() => Assert.False(Reach.Unknown.Admits(Leaf, relay: true));
}
