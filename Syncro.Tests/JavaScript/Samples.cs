namespace Syncro.Tests.JavaScript;

/// <summary>Texts that cross, well formed and not.</summary>
internal static class Samples
{
    private const string At = "\"at\":\"0000000000020000@a\"";

    public static readonly string[] Scribes =
    [
        $$$"""{"klass":"Note","type":"create","data":{"id":"n1","title":"Milk","b":1.10},"id":4096,{{{At}}},"commit":true}""",
        $$$"""{"commit":false,{{{At}}},"id":4096,"data":{"title":[ 1, 2 ],"id":560},"type":"create","klass":"Note","later":{}}""",
        $$$"""{"klass":"Note","type":"create","data":{"id":"n1","x":1},"id":4096,{{{At}}},"stamps":{"x":"0000000000010000@b"},"destroyed":"0000000000010001@c"}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"x":1,"y":null}],"id":4097,{{{At}}},"stamps":{"x":"0000000000010000@b"}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{}],"id":4097,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"destroy","data":[-12345678901234567890],"id":4098,{{{At}}}}""",
        """{"klass":"Note","type":"withdraw","data":["n1"],"id":4098,"taken":{"journal":"j","position":4096,"mark":":2:m"},"commit":true}""",
        """{"klass":"Note","type":"withdraw","data":["n1"],"id":4098,"taken":null}""",
        """{"klass":"Note","type":"withdraw","data":["n1"],"id":4098}""",
        """{"klass":"Note","type":"withdraw","data":["n1"],"id":4098,"taken":{"journal":"j"}}""",
        $$$"""{"klass":"Log","type":"append","data":{"line":"a","n":1.0},"id":4099,{{{At}}}}""",
        $$$"""{"klass":"Log","type":"append","data":null,"id":4099,{{{At}}}}""",
        $$$"""{"klass":"No;te","type":"create","data":{"id":"n1"},"id":1,{{{At}}}}""",
        $$$"""{"klass":"","type":"create","data":{"id":"n1"},"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":{"title":"Milk"},"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":["n1"],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":{"id":1.5},"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":{"id":true},"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":{"id":"","x":1},"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1"],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"id":"n2"}],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"x":1},2],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"x":1}],"id":1,{{{At}}},"stamps":{"x":"0000000000030000@b"}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"x":1}],"id":1,{{{At}}},"stamps":{"y":"0000000000010000@b"}}""",
        $$$"""{"klass":"Note","type":"update","data":["n1",{"":1}],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"destroy","data":["n1"],"id":1,{{{At}}},"destroyed":"0000000000010001@c"}""",
        $$$"""{"klass":"Note","type":"destroy","data":["n1"],"id":0,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"destroy","data":["n1"],"id":"1",{{{At}}}}""",
        $$$"""{"klass":"Note","type":"destroy","data":["n1"],{{{At}}}}""",
        """{"klass":"Note","type":"destroy","data":["n1"],"id":1}""",
        """{"klass":"Note","type":"destroy","data":["n1"],"id":1,"at":"now"}""",
        $$$"""{"klass":"Note","type":"destroy","data":["n1"],"id":1,{{{At}}},"commit":1}""",
        $$$"""{"klass":"Note","data":["n1"],"id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"destroy","id":1,{{{At}}}}""",
        $$$"""{"klass":"Note","type":"create","data":{"id":"n1","deep":{{{new string('[', 25)}}}{{{new string(']', 25)}}}},"id":1,{{{At}}}}""",
        "[]",
    ];

    private static readonly string Greeting = """
        "protocol":2,"space":"main","client":"laptop","token":"t","journal":"j","head":4096,"mark":"m","seen":{"journal":"s","position":0,"mark":":3:x"},"features":[],"classes":["City","Note"],"now":1700000000000
        """.Trim();

    public static readonly string[] Messages =
    [
        $$$"""{"type":"hello",{{{Greeting}}},"id":1}""",
        $$$"""{"type":"response","result":{"relay":false,{{{Greeting.Replace("\"token\":\"t\",", "", StringComparison.Ordinal)}}}},"id":1}""",
        """{"type":"response","result":{"relay":true,"protocol":2,"space":"main","client":"hub","journal":"j","head":0,"mark":"","seen":null,"features":["f"],"classes":"*","now":0},"id":1}""",
        """{"type":"sync","from":null,"own":true,"id":2}""",
        """{"id":2,"own":false,"from":{"mark":"m","position":4097,"journal":"j"},"type":"sync","rejected":[{"id":4096,"code":403,"message":"no"}]}""",
        $$$"""{"type":"response","result":{"scribes":[{{{Scribes[0]}}},{{{Scribes[5]}}}],"position":4098,"mark":"m","more":true},"id":2}""",
        """{"type":"response","result":{"scribes":[],"position":0,"mark":":1:m","more":false},"id":2}""",
        """{"type":"response","result":{"reset":true},"id":2}""",
        """{"type":"response","result":{"position":4096,"rejected":[{"id":4096,"code":422,"message":"wrong"}]},"id":3}""",
        """{"type":"response","result":{"position":4096},"id":3}""",
        """{"type":"response","result":true,"id":3}""",
        """{"type":"response","id":3}""",
        """{"type":"ack","position":4096,"mark":"m","id":4}""",
        """{"type":"ack","position":4096.0,"mark":"m","id":4}""",
        """{"type":"ack","position":9007199254740992,"mark":"m","id":4}""",
        """{"type":"ack","position":9007199254740991,"mark":"m","id":4}""",
        $$$"""{"type":"ack","position":1,"mark":"{{{new string('m', 65)}}}","id":4}""",
        $$$"""{"type":"add_scribes","position":4098,"mark":"m","scribes":[{{{Scribes[6]}}}],"id":5}""",
        """{"type":"add_scribes","position":4098,"mark":"m","id":5}""",
        """{"type":"noop","id":6}""",
        """{"type":"error","code":401,"message":"no token"}""",
        """{"type":"error","code":500,"id":7}""",
        """{"type":"error","code":"500"}""",
        """{"type":"later","id":8}""",
        """{"type":7}""",
        """{"id":7}""",
        """{"type":"noop","type":"noop"}""",
        """[]""",
        """{"type":"noop"} x""",
        """{"type":"hello","protocol":2,"id":1}""",
    ];
}
