using Syncro.Rpc;
using Syncro.Scribes;

namespace Syncro;

/// <content>Methods of other peers.</content>
public sealed partial class SyncroPeer
{
    /// <summary>
    /// Calls a method that a client exposes, over its live session, whichever side dialled and in either version. It runs
    /// at most once; where no answer comes, whether it ran is not known. Its answer does not say that earlier changes of
    /// ours have arrived there.
    /// </summary>
    /// <typeparam name="T">What the answer is read as, by Newtonsoft.Json; <see cref="JsonText"/> keeps it as written.</typeparam>
    /// <param name="client">Whom to call.</param>
    /// <param name="klass">The name that the methods are exposed under.</param>
    /// <param name="method">The method.</param>
    /// <param name="args">Written by Newtonsoft.Json; a <see cref="JsonText"/> goes as it is.</param>
    /// <param name="timeout">How long to wait for the answer, to a quarter of a second; null: <c>syncro.rpc.timeout</c>.</param>
    /// <param name="cancel">Ends the wait; the method may run on.</param>
    /// <exception cref="NotConnectedException">No session with the client is live.</exception>
    /// <exception cref="CallNotSentException">Too many wait already, or the arguments are too large or no JSON.</exception>
    /// <exception cref="CallRefusedException">The other side answered with an error; its code says why.</exception>
    /// <exception cref="CallTimedOutException">No answer came in time.</exception>
    /// <exception cref="CallInterruptedException">The session ended before the answer.</exception>
    /// <exception cref="UnreadableResultException">The answer is no <typeparamref name="T"/>.</exception>
    public Task<T> CallAsync<T>(
        ClientId client, string klass, string method, object?[] args, TimeSpan? timeout = null,
        CancellationToken cancel = default) =>
        RpcClient.CallAsync<T>(_space, client, klass, method, args, timeout, cancel);
}
