{{/* The container of the gateway and of the refresher: a list of the root, more settings, resources, keys of the Secret. */}}
{{- define "earshot.serving" -}}
{{- $root := index . 0 -}}
{{- $settings := merge (dict "metrics_port" $root.Values.metrics.port) (index . 1) $root.Values.gateway.settings -}}
{{- $scheme := ternary "HTTPS" "HTTP" (not (empty $settings.tls_cert)) -}}
- name: earshot
  image: {{ include "earshot.image" $root }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  args: [run]
  env: {{- include "earshot.env" (list $root $settings (index . 3)) | nindent 4 }}
  ports:
    - {name: http, containerPort: 8321}
    - {name: metrics, containerPort: {{ $root.Values.metrics.port }}}
  startupProbe:
    httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
    periodSeconds: 5
    failureThreshold: 24
  livenessProbe:
    httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
    periodSeconds: 15
    timeoutSeconds: 5
    failureThreshold: 4
  # Kafka does not answer: senders are sent to another gateway, a restart would not help.
  readinessProbe:
    httpGet: {path: /readyz, port: http, scheme: {{ $scheme }}}
    periodSeconds: 10
    timeoutSeconds: 5
  securityContext: {{ include "earshot.confined" $root | nindent 4 }}
  resources: {{ toYaml (index . 2) | nindent 4 }}
  volumeMounts: {{ include "earshot.mounts" $root | nindent 4 }}
{{- end -}}
