using System.CommandLine;

namespace Syncro.Node.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class Words
{
    public static Argument<string> Class() => new("CLASS") { Description = "The class of the records." };

    public static Argument<string> Id() => new("ID") { Description = "The record's id." };

    public static Argument<string> Json(string what) => new("JSON")
    {
        Description = $"{what}, as a JSON object; - or nothing: read from standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Argument<string> File() => new("FILE") { Description = "The configuration, in HOCON." };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Sets a key above the file.",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Node() => new("--node")
    {
        Description = "The node's address.",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:8400",
    };

    public static Option<string?> Authority() => new("--authority")
    {
        Description = "The PEM file with the authorities that may have issued the certificate of an https:// node, and no others.",
        HelpName = "FILE",
    };

    public static Option<bool> AllowPlainText() => new("--allow-plain-text")
    {
        Description = "Sends the token without encryption even to another machine.",
    };

    public static Option<string> TokenEnv() => new("--token-env")
    {
        Description = "The environment variable that holds the node's token.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "SYNCRO_HTTP_TOKEN",
    };
}

/// <summary>A command that talks to a running node.</summary>
internal sealed class NodeCommand : Command
{
    private readonly Option<string> _node = Words.Node();
    private readonly Option<string?> _authority = Words.Authority();
    private readonly Option<string> _tokenEnv = Words.TokenEnv();
    private readonly Option<bool> _allowPlainText = Words.AllowPlainText();

    public NodeCommand(string name, string description) : base(name, description)
    {
        Options.Add(_node);
        Options.Add(_authority);
        Options.Add(_tokenEnv);
        Options.Add(_allowPlainText);
    }

    /// <summary>What it does with the node.</summary>
    public NodeCommand Does(Func<ParseResult, NodeClient, CancellationToken, Task> action)
    {
        SetAction(async (parsed, cancel) =>
        {
            using var node = new NodeClient(
                parsed.GetValue(_node)!, parsed.GetValue(_tokenEnv)!, parsed.GetValue(_authority), parsed.GetValue(_allowPlainText));
            await action(parsed, node, cancel);
            return 0;
        });
        return this;
    }
}
