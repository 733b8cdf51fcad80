namespace Syncro.Settings;

/// <summary>
/// Checks the form of a HOCON text before Akka's parser, which takes unbalanced braces, keys without values, open
/// quotes, <c>include</c>, <c>+=</c> and <c>${?…}</c> in silence and makes something else of them.
/// </summary>
internal static class HoconText
{
    /// <summary>The text as Akka's parser reads it: without the commas after a '}', which it doesn't know.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What to call it in an error.</param>
    /// <exception cref="InvalidSettingsException">It is not; the message says the line.</exception>
    public static string Check(string text, string file) => new Scanner(text, file).Root();

    /// <summary>Braces and brackets within each other, at most: Akka's parser, as this one, takes stack for each.</summary>
    public const int MaxDepth = 64;

    private sealed class Scanner(string text, string file)
    {
        private readonly Substitutions _substitutions = new();
        private string _path = "";
        private int _depth;
        private readonly char[] _readable = text.ToCharArray();
        private int _at;
        private int _objectEnd = -1;

        private char Next => _at < text.Length ? text[_at] : '\0';

        private bool Sees(string token) => text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);

        private bool AtComment => Next == '#' || Sees("//");

        private bool AtEnd => _at >= text.Length;

        public string Root()
        {
            Blank();
            if (Next == '{')
                throw Fault("a '{' before the first key: a file begins with a key", _at);
            Members('\0', 0);
            if (_substitutions.Circle() is { } circle)
                throw Fault("this '${' comes back to itself", circle);
            return new(_readable);
        }

        private void Members(char close, int opened)
        {
            for (Separators(); Next != close || (close == '\0' && !AtEnd); Separators())
            {
                if (AtEnd)
                    throw Fault("this '{' is never closed", opened);
                Member();
                var ended = _at;
                Blank();
                if (Next == ',' && _objectEnd >= 0 && text.AsSpan(_objectEnd..ended).IsWhiteSpace())
                    _readable[_at] = ' ';
            }
            _objectEnd = ++_at;
        }

        private void Member()
        {
            var start = _at;
            Key();
            if (_at == start)
                throw Fault($"a '{Next}' where a key must stand", _at);
            var key = text[start.._at].TrimEnd();
            if (key is "include" || key.StartsWith("include ", StringComparison.Ordinal))
                throw Fault("'include' is not supported", start);
            if (Sees("+=") || (key.EndsWith('+') && Next == '='))
                throw Fault($"'{key}' uses '+=', which is not supported", start);
            if (Next is '=' or ':')
                _at++;
            else if (Next != '{')
                throw Fault($"'{key}' has no value", start);
            Spaces();
            var (value, outer) = (_at, _path);
            _path = outer.Length == 0 ? Substitutions.Plain(key) : $"{outer}.{Substitutions.Plain(key)}";
            Value(key);
            _path = outer;
            if (_at == value)
                throw Fault($"'{key}' has no value: it must begin on the line of its key", start);
        }

        private void Key()
        {
            while (!AtEnd && !AtComment && Next is not ('\n' or '=' or ':' or '{' or '}' or '[' or ']' or ','))
                if (Next == '"')
                    Quoted();
                else
                    _at++;
        }

        private void Value(string key)
        {
            while (!AtEnd && !AtComment && Next is not ('\n' or ',' or '}' or ']'))
                switch (Next)
                {
                    case '{' or '[' when _depth == MaxDepth:
                        throw Fault($"nested deeper than {MaxDepth}", _at);
                    case '{':
                        _depth++;
                        Members('}', _at++);
                        _depth--;
                        break;
                    case '[':
                        _depth++;
                        List(key, _at++);
                        _depth--;
                        break;
                    case '"':
                        Quoted();
                        break;
                    case '$' when Sees("${"):
                        Substitution(key);
                        break;
                    // Akka's parser knows none of these without quotes, and in a list never gets past it.
                    case '=' or ':' or '$' or '`' or '^' or '?' or '!' or '@' or '*' or '&' or '\\':
                        throw Fault($"the value of '{key}' holds a '{Next}': put it in double quotes", _at);
                    case '\'' when _at == 0 || char.IsWhiteSpace(text[_at - 1]) || text[_at - 1] is '=' or ':':
                        throw Fault($"the value of '{key}' begins with a single quote: use double quotes", _at);
                    default:
                        _at++;
                        break;
                }
        }

        private void List(string key, int opened)
        {
            for (Separators(); Next != ']'; Separators())
            {
                if (AtEnd)
                    throw Fault("this '[' is never closed", opened);
                if (Next == '}')
                    throw Fault("a '}' where a ']' must stand", _at);
                Value(key);
            }
            _at++;
        }

        private void Substitution(string key)
        {
            var end = text.IndexOfAny(['}', '\n'], _at);
            if (end < 0 || text[end] == '\n')
                throw Fault("this '${' is never closed", _at);
            if (Sees("${?"))
                throw Fault($"the value of '{key}' uses '${{?…}}', which is not supported: use --set", _at);
            var path = text[(_at + 2)..end];
            if (path.Length == 0 || path.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
                throw Fault($"the value of '{key}' holds '${{{path}}}', which is no path of letters, digits, '-' and '_'", _at);
            if (!_substitutions.Add(_path, path, _at))
                throw Fault($"more than {Substitutions.Most} substitutions", _at);
            _at = end + 1;
        }

        private void Quoted()
        {
            var opened = _at;
            if (Sees("\"\"\""))
            {
                var close = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
                _at = close < 0 ? throw Fault("this '\"\"\"' is never closed", opened) : close + 3;
                return;
            }
            for (_at++; Next != '"'; _at++)
            {
                if (AtEnd || Next == '\n')
                    throw Fault("this '\"' is never closed", opened);
                if (Next == '\\')
                    _at++;
            }
            _at++;
        }

        private void Spaces()
        {
            while (!AtEnd && Next != '\n' && char.IsWhiteSpace(Next))
                _at++;
        }

        private void Blank()
        {
            while (!AtEnd && (char.IsWhiteSpace(Next) || Next == '\uFEFF' || AtComment))
                if (AtComment)
                    _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
                else
                    _at++;
        }

        private void Separators()
        {
            for (Blank(); Next == ','; Blank())
                _at++;
        }

        private InvalidSettingsException Fault(string what, int at) =>
            new($"{file}, line {1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n')}: {what}");
    }
}
