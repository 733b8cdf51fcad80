using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Rpc;

/// <summary>
/// The methods that other peers may call, by class and name; given to <see cref="SyncroPeer.StartAsync"/>. A peer names a
/// method and never a type: what is not registered here can't be reached. Every client that may connect may call each of
/// them; <see cref="RpcCaller"/> says who it is. Source: <c>lib/syncro/rpc.rb</c> of the original.
/// </summary>
public sealed class RpcServices
{
    private const string Reserved = "Syncro::RPC::";

    private readonly Dictionary<string, RpcService> _services = new(StringComparer.Ordinal);

    /// <summary>Exposes methods under the name of a class.</summary>
    /// <param name="name">1 to 256 bytes; it need not be a class of .NET.</param>
    /// <param name="methods">Adds the methods.</param>
    /// <exception cref="InvalidServiceException">The name is not allowed or taken, or a method's name or form is not.</exception>
    public RpcServices Expose(string name, Action<RpcService> methods)
    {
        if (Names.ClassFault(name) is { } fault)
            throw new InvalidServiceException($"'{name}' can't be exposed: {fault}");
        if (name.StartsWith(Reserved, StringComparison.Ordinal))
            throw new InvalidServiceException($"'{name}' can't be exposed: names that begin with {Reserved} are Syncro's own");
        var service = new RpcService(name);
        if (!_services.TryAdd(name, service))
            throw new InvalidServiceException($"'{name}' is exposed already");
        methods(service);
        return this;
    }

    /// <summary>As they are now: what is exposed later is not in it.</summary>
    internal ImmutableDictionary<string, ImmutableDictionary<string, RpcMethod>> Snapshot() =>
        _services.ToImmutableDictionary(service => service.Key, service => service.Value.Snapshot(), StringComparer.Ordinal);
}

/// <summary>The methods of one class: see <see cref="RpcServices.Expose"/>.</summary>
public sealed class RpcService
{
    private readonly string _name;
    private readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal);

    internal RpcService(string name) => _name = name;

    /// <summary>
    /// Exposes a method. Its parameters are the arguments of the call, in order and each required, read by Newtonsoft.Json;
    /// a <see cref="JsonText"/> is given as it was written. Besides it may take an <see cref="RpcCaller"/> and a
    /// <see cref="CancellationToken"/>, cancelled when the time limit passes or the session ends. It returns a value, a task,
    /// or nothing, and runs beside the session, several calls at a time.
    /// </summary>
    /// <param name="name">1 to 256 bytes; once in a class.</param>
    /// <param name="method">A lambda or a method.</param>
    /// <exception cref="InvalidServiceException">The name is not allowed or taken, or the method can't be called so.</exception>
    public RpcService Method(string name, Delegate method)
    {
        var full = $"{_name}.{name}";
        if (Names.Fault("method name", name) is { } fault)
            throw new InvalidServiceException($"'{full}' can't be exposed: {fault}");
        if (!_methods.TryAdd(name, RpcMethod.Of(full, method)))
            throw new InvalidServiceException($"'{full}' is exposed already");
        return this;
    }

    internal ImmutableDictionary<string, RpcMethod> Snapshot() => _methods.ToImmutableDictionary(StringComparer.Ordinal);
}
