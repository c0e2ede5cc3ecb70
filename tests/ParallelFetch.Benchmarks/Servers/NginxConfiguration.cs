using System.Globalization;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>The configuration of one nginx: everything it reads and writes is in its own temporary folder.</summary>
internal static class NginxConfiguration
{
    public const string FileName = "nginx.conf";

    public static string Text(int port, int tlsPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        daemon off;
        master_process on;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 8192; }
        http {
            access_log off;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            # As good as never: a connection that ends amid a run is not what is measured.
            keepalive_requests 1000000000;
            keepalive_timeout 300s;
            open_file_cache max=16 inactive=1h;
            default_type application/octet-stream;
            types { text/plain txt; }
            charset utf-8;
            client_body_temp_path temp;
            proxy_temp_path temp;
            fastcgi_temp_path temp;
            uwsgi_temp_path temp;
            scgi_temp_path temp;
            root files;
            server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location = /204 { return 204; }
                location = /served { stub_status; }
            }
            server {
                listen 127.0.0.1:{{tlsPort}} ssl http2 backlog=4096;
                ssl_certificate {{ServerCertificate.CertificateName}};
                ssl_certificate_key {{ServerCertificate.KeyName}};
            }
        }
        """);
}
