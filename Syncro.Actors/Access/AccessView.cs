using System.Collections.Immutable;
using Akka.Actor;

namespace Syncro.Access;

/// <summary>Who may connect, as it was last on disk: sessions ask it and are told when it moves.</summary>
internal sealed class AccessView
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AccessState _state = AccessState.Empty;
    private ImmutableHashSet<IActorRef> _followers = [];

    public AccessState State => _state;

    /// <summary>Completes once it was read from disk for the first time.</summary>
    public Task Started => _started.Task;

    /// <summary>Whoever follows before it greets misses nothing: the state moves first, then it is told.</summary>
    public void Move(AccessState state)
    {
        _state = state;
        _started.TrySetResult();
        foreach (var follower in _followers)
            follower.Tell(new AccessMoved());
    }

    public void Follow(IActorRef follower) =>
        ImmutableInterlocked.Update(ref _followers, (all, one) => all.Add(one), follower);

    public void Leave(IActorRef follower) =>
        ImmutableInterlocked.Update(ref _followers, (all, one) => all.Remove(one), follower);
}
