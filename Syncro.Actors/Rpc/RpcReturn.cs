using System.Reflection;

namespace Syncro.Rpc;

/// <summary>How to wait for what a method returns, by its declared type.</summary>
internal static class RpcReturn
{
    /// <summary>Null where the type is no value that could be sent.</summary>
    public static Func<object?, Task<object?>>? Of(Type type)
    {
        if (type == typeof(void))
            return _ => Task.FromResult<object?>(null);
        if (type == typeof(Task))
            return async task => { await ((Task)task!).ConfigureAwait(false); return null; };
        if (type == typeof(ValueTask))
            return async task => { await ((ValueTask)task!).ConfigureAwait(false); return null; };
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var waiting = generic == typeof(Task<>) ? nameof(WaitAsync) : generic == typeof(ValueTask<>) ? nameof(WaitValueAsync) : null;
        if (!RpcMethod.IsValue(waiting is null ? type : type.GenericTypeArguments[0]))
            return null;
        return waiting is null ? Task.FromResult : typeof(RpcReturn)
            .GetMethod(waiting, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GenericTypeArguments).CreateDelegate<Func<object?, Task<object?>>>();
    }

    private static async Task<object?> WaitAsync<T>(object? task) => await ((Task<T>)task!).ConfigureAwait(false);

    private static async Task<object?> WaitValueAsync<T>(object? task) => await ((ValueTask<T>)task!).ConfigureAwait(false);
}
