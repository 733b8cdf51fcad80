using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Rpc;

/// <summary>A method that other peers may call: the application's own delegate, looked at once, when it is registered.</summary>
internal sealed class RpcMethod
{
    private readonly string _name;
    private readonly Delegate _method;
    private readonly ImmutableArray<Parameter> _parameters;
    private readonly Func<object?, Task<object?>> _returned;

    private sealed record Parameter(Type Type, bool Nullable)
    {
        public bool IsArgument => Type != typeof(RpcCaller) && Type != typeof(CancellationToken);
    }

    private RpcMethod(
        string name, Delegate method, ImmutableArray<Parameter> parameters, Func<object?, Task<object?>> returned) =>
        (_name, _method, _parameters, _returned) = (name, method, parameters, returned);

    /// <exception cref="InvalidServiceException">It can't be called with values alone, or its end can't be waited for.</exception>
    public static RpcMethod Of(string name, Delegate method)
    {
        InvalidServiceException Unsupported(string what) => new($"'{name}' can't be exposed: {what}");
        if (!method.HasSingleTarget)
            throw Unsupported("it is several methods in one delegate");
        if (method.Method.ReturnType == typeof(void) && method.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
            throw Unsupported("it is async and returns nothing that can be awaited");
        var nullability = new NullabilityInfoContext();
        // A delegate may carry the first argument of a static method with it.
        var bound = method.Method.GetParameters().Length - method.GetType().GetMethod("Invoke")!.GetParameters().Length;
        var parameters = ImmutableArray.CreateBuilder<Parameter>();
        foreach (var parameter in method.Method.GetParameters().Skip(bound))
        {
            if (!IsValue(parameter.ParameterType) || parameter.IsOptional || parameter.IsDefined(typeof(ParamArrayAttribute)))
                throw Unsupported($"its parameter '{parameter.Name}' is not a plain, required value");
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            parameters.Add(new(type, nullability.Create(parameter).WriteState != NullabilityState.NotNull));
        }
        foreach (var once in (Type[])[typeof(RpcCaller), typeof(CancellationToken)])
            if (parameters.Count(parameter => parameter.Type == once) > 1)
                throw Unsupported($"it takes two parameters of type {once.Name}");
        return new(name, method, parameters.DrainToImmutable(),
            RpcReturn.Of(method.Method.ReturnType) ?? throw Unsupported($"it returns {method.Method.ReturnType.Name}"));
    }

    /// <summary>Whether JSON can be read as, or written from, values of a type.</summary>
    internal static bool IsValue(Type type) =>
        !type.IsByRef && !type.IsByRefLike && !type.IsPointer && !type.ContainsGenericParameters
        && !typeof(Delegate).IsAssignableFrom(type) && !typeof(MemberInfo).IsAssignableFrom(type)
        && !typeof(Task).IsAssignableFrom(type);

    /// <summary>The arguments as the method takes them; null with a fault that says which one it can't take.</summary>
    /// <param name="args">A JSON array.</param>
    /// <param name="fault">Names the place and the type, never the value.</param>
    public object?[]? Bind(JsonText args, out Fault? fault)
    {
        var (count, wanted) = (RpcJson.Count(args), _parameters.Count(parameter => parameter.IsArgument));
        fault = count == wanted ? null
            : new(Code.Malformed, $"'{_name}' takes {wanted} argument{(wanted == 1 ? "" : "s")}, not {count}");
        var given = fault is null ? RpcJson.Elements(args) : [];
        var (values, place) = (new object?[_parameters.Length], 0);
        for (var i = 0; i < values.Length && fault is null; i++)
            if (_parameters[i] is { IsArgument: true } parameter
                && !RpcJson.TryRead(given[place++], parameter.Type, parameter.Nullable, out values[i]))
                fault = new(Code.Malformed, $"argument {place} of '{_name}' is not of type {RpcJson.NameOf(parameter.Type)}");
        return fault is null ? values : null;
    }

    /// <summary>Calls it. Whatever it throws comes as it was thrown.</summary>
    /// <param name="values">From <see cref="Bind"/>.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="cancel">Cancelled once nobody waits any more.</param>
    public Task<object?> InvokeAsync(object?[] values, RpcCaller caller, CancellationToken cancel)
    {
        for (var i = 0; i < values.Length; i++)
            if (_parameters[i].Type == typeof(RpcCaller))
                values[i] = caller;
            else if (_parameters[i].Type == typeof(CancellationToken))
                values[i] = cancel;
        return _returned(Invoke(values));
    }

    private object? Invoke(object?[] values)
    {
        try
        {
            return _method.DynamicInvoke(values);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }
    }
}
