using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Tests.Sessions;

/// <summary>How many methods may run for one client.</summary>
public class RunningCallsSpecs
{
    [Fact]
    public void A_place_is_there_again_when_a_method_has_ended_and_other_clients_have_their_own()
    {
        var (running, laptop, phone) = (new RunningCalls(2), new ClientId("laptop"), new ClientId("phone"));
        Assert.True(running.TryTake(laptop));
        Assert.True(running.TryTake(laptop));
        Assert.False(running.TryTake(laptop));
        Assert.True(running.TryTake(phone));
        running.Free(laptop);
        Assert.True(running.TryTake(laptop));
        Assert.False(running.TryTake(laptop));
    }
}
