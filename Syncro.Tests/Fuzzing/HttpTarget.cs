using System.Text;
using Syncro.Tests.Node;

namespace Syncro.Tests.Fuzzing;

/// <summary>The body of a call, the first byte saying of which: an answer in JSON, never 500, and none that took long.</summary>
internal sealed class HttpTarget : FuzzTarget
{
    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "/api/commit"), ("POST", "/api/import/Note"), ("PUT", "/api/models/Note/n1"), ("PATCH", "/api/models/Note/n1"),
        ("POST", "/api/models/Note"),
    ];

    private readonly Lazy<HttpFixture> _http = new(() => HttpFixture.StartAsync().GetAwaiter().GetResult());

    public override string Name => "http";

    public override IEnumerable<byte[]> Seeds => ((string[])
    [
        """0[{"klass":"Note","type":"create","data":{"id":"n1","title":"a"}},{"klass":"Note","type":"update","data":["n1",{"title":1.10}]}]""",
        """0[{"klass":"Note","type":"destroy","data":["n1"]},{"klass":"Note","type":"ping","data":[1]}]""",
        "1{\"id\":1,\"a\":1}\n{\"id\":\"2\",\"a\":[{}]}\n", """2{"a":1,"b":{"c":[null]}}""", """3{"a":2}""", """4{"id":7,"a":"x"}""",
    ]).Select(Encoding.UTF8.GetBytes);

    // Another thread works.
    public override long Allocation(int length) => long.MaxValue;

    public override string Run(byte[] input)
    {
        var (method, path) = Calls[input.Length == 0 ? 0 : input[0] % Calls.Length];
        using var response = _http.Value.SendAsync(method, path, input.AsSpan(Math.Min(1, input.Length)).ToArray()).GetAwaiter().GetResult();
        var body = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        BrokenException.Unless((int)response.StatusCode < 500, $"{(int)response.StatusCode} {body}");
        return $"{path} {(int)response.StatusCode} {(response.IsSuccessStatusCode ? "" : MessageTarget.Varying().Replace(body, "_"))}";
    }

    public override void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }
}
