namespace ParallelFetch.Binding;

/// <summary>Makes limits of the parameters that were given; the others say nothing. A switch that is off says so, too.</summary>
internal static class LimitBinder
{
    internal static FetchLimits Bind(
        IDictionary<string, object> given,
        int throttle,
        int throttlePerHost,
        double requestsPerSecond,
        double requestsPerSecondPerHost,
        bool autoThrottle) => new()
        {
            Throttle = given.ContainsKey("Throttle") ? throttle : null,
            ThrottlePerHost = given.ContainsKey("ThrottlePerHost") ? throttlePerHost : null,
            RequestsPerSecond = given.ContainsKey("RequestsPerSecond") ? requestsPerSecond : null,
            RequestsPerSecondPerHost = given.ContainsKey("RequestsPerSecondPerHost") ? requestsPerSecondPerHost : null,
            AutoThrottle = given.ContainsKey("AutoThrottle") ? autoThrottle : null,
        };
}
