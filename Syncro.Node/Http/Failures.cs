namespace Syncro.Node.Http;

/// <summary>Turns every failure below it into an answer in JSON. What is not a caller's business is logged and answered 500.</summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null })
                await Answer.FailAsync(context, context.Response.StatusCode, Plain(context.Response.StatusCode));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var failure = Answer.Of(e);
            if (failure is null)
                Unexpected(logger, e);
            context.Response.Clear();
            await Answer.FailAsync(context, failure?.Status ?? 500, failure?.Message ?? "internal error");
        }
        catch (Exception e)
        {
            // The status is out: an answer cut short is the only way left to say that it failed.
            Unexpected(logger, e);
            context.Abort();
        }
    }

    private static string Plain(int status) => status switch
    {
        404 => "no such call",
        405 => "no such method",
        _ => "refused",
    };

    [LoggerMessage(LogLevel.Error, "An HTTP call failed")]
    private static partial void Unexpected(ILogger logger, Exception exception);
}
