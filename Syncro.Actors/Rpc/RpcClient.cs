using Akka.Actor;
using Syncro.Clients;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Rpc;

/// <summary>Calls methods of other peers, over the live session of each.</summary>
internal static class RpcClient
{
    /// <summary>See <see cref="SyncroPeer.CallAsync"/>.</summary>
    public static async Task<T> CallAsync<T>(
        SyncroSpace space, ClientId client, string klass, string method, object?[] args, TimeSpan? timeout,
        CancellationToken cancel)
    {
        var (call, limit) = ($"{klass}.{method}", timeout ?? space.Settings.Rpc.Timeout);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
        var place = new SessionCalls.Place(
            klass, method, Args(call, args), limit, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return await PlaceAsync(space, client, place, cancel).ConfigureAwait(false) switch
        {
            CallOutcome.Returned({ } json) when TryRead<T>(json, out var result) => result,
            CallOutcome.Returned => throw new UnreadableResultException(call, typeof(T)),
            CallOutcome.Refused(var code, var text) => throw new CallRefusedException(call, code, text),
            CallOutcome.NoAnswer => throw new CallTimedOutException(call, limit),
            CallOutcome.Ended => throw new CallInterruptedException(call, client),
            CallOutcome.NotConnected => throw new NotConnectedException(client),
            CallOutcome.NotSent(var why) => throw new CallNotSentException($"'{call}' was not sent: {why}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<CallOutcome> PlaceAsync(
        SyncroSpace space, ClientId client, SessionCalls.Place place, CancellationToken cancel)
    {
        if (await SessionAsync(space, client, cancel).ConfigureAwait(false) is not { } session)
            return new CallOutcome.NotConnected();
        session.Tell(place);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            // A session that ends answers what it has; one that had ended already has nothing.
            var ended = session.WatchAsync(watch.Token);
            await Task.WhenAny(place.Outcome.Task, ended).WaitAsync(cancel).ConfigureAwait(false);
            place.Outcome.TrySetResult(new CallOutcome.NotConnected());
            return await place.Outcome.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            place.Outcome.TrySetCanceled(cancel);
            session.Tell(new SessionCalls.GivenUp(place.Outcome));
            throw;
        }
        finally
        {
            await watch.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task<IActorRef?> SessionAsync(SyncroSpace space, ClientId client, CancellationToken cancel)
    {
        try
        {
            var live = await space.Clients.Ask<LiveSession>(
                new ClientCommand.GetSession(client), space.AskTimeout, cancel).ConfigureAwait(false);
            return live.Session;
        }
        catch (AskTimeoutException)
        {
            return null; // The client's actor starts again after a failed write.
        }
    }

    private static JsonText Args(string call, object?[] args)
    {
        try
        {
            return JsonText.Parse($"[{string.Join(",", args.Select(RpcJson.Write))}]");
        }
        catch (Exception e) when (e is Newtonsoft.Json.JsonException or InvalidJsonException)
        {
            throw new CallNotSentException($"'{call}' was not sent: its arguments are no JSON that crosses: {e.Message}", e);
        }
    }

    private static bool TryRead<T>(JsonText json, out T result)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        var read = RpcJson.TryRead(json, type, nullable: default(T) is null, out var value);
        result = read ? (T)value! : default!;
        return read;
    }
}
