using System.Collections.Immutable;
using Akka.Event;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Rpc;

/// <summary>Runs a method of ours that the other side calls, and makes its answer.</summary>
internal static class RpcServer
{
    /// <summary>The answer, a refusal as well; never a failure.</summary>
    public static async Task<SessionEvent> RunAsync(
        SyncroSpace space, SessionEffect.Call call, bool legacy, ILoggingAdapter logger, CancellationToken cancel)
    {
        var rpc = call.Rpc;
        SessionEvent.Called Refused(Code code, string text) => new(call.Number, new Message.Error(rpc.Id, (int)code, text));
        try
        {
            var found = Find(space, call, legacy, out var missing);
            if (found is null)
                return Refused(missing!.Code, missing.Text);
            if (found.Bind(rpc.Args, out var fault) is not { } values)
                return Refused(fault!.Code, fault.Text);
            var caller = new RpcCaller(space, call.Reader.Client);
            var result = RpcJson.Write(await found.InvokeAsync(values, caller, cancel).ConfigureAwait(false));
            var answer = new Message.Response(rpc.Id ?? JsonText.Null, new Result.Value(result));
            var (bytes, most) = (MessageCodec.Encode(answer).Length, legacy ? Frames.MaxBody : CallLimits.MaxMessage);
            return bytes <= most ? new SessionEvent.Called(call.Number, answer)
                : Refused(Code.TooLarge, $"the answer is {bytes} bytes long; at most {most} are allowed");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Refused(Code.TooSlow, "the call was cancelled");
        }
        catch (Exception e)
        {
            logger.Error(e, "The method {0}.{1}, called by {2}, failed", rpc.Class, rpc.Method, call.Reader.Client);
            return Refused(Code.Internal, "internal error");
        }
    }

    private static RpcMethod? Find(SyncroSpace space, SessionEffect.Call call, bool legacy, out Fault? missing)
    {
        var (@class, method) = (call.Rpc.Class, call.Rpc.Method);
        ImmutableDictionary<string, RpcMethod>? service = null;
        var known = @class == BuiltIns.Class || space.Services.TryGetValue(@class, out service);
        var found = service is not null ? service.GetValueOrDefault(method)
            : known ? BuiltIns.Find(method, space, call.Reader, legacy) : null;
        missing = found is not null ? null
            : known ? new(Code.NoSuchMethod, $"'{@class}' has no method '{Short(method)}'")
            : new(Code.NotFound, $"class '{Short(@class)}' exposes nothing");
        return found;
    }

    private static string Short(string name) => name.Length > 80 ? name[..80] + "…" : name;
}
