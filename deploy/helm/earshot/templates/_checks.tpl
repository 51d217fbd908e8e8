{{/* What a schema cannot say. Named where something is rendered anyway. */}}
{{- define "earshot.checks" -}}
{{- $known := list "calls" "emails" "social" "chats" "records" "story" "tally" "clerk" -}}
{{- $found := list -}}
{{- range $name, $group := .Values.workers -}}
  {{- range $group.agents -}}
    {{- if has . $found -}}{{- fail (printf "workers: the agent %s runs in two groups; each runs in one" .) -}}{{- end -}}
    {{- $found = append $found . -}}
  {{- end -}}
  {{- $most := int $group.replicas -}}
  {{- if ne $group.scaling.kind "none" -}}{{- $most = int $group.scaling.max -}}{{- end -}}
  {{- if gt $most (int $.Values.settings.partitions) -}}
    {{- fail (printf "workers.%s: %d replicas and %d partitions; the rest would stand idle: raise settings.partitions" $name $most (int $.Values.settings.partitions)) -}}
  {{- end -}}
{{- end -}}
{{- range $known -}}
  {{- if not (has . $found) -}}{{- fail (printf "workers: nobody runs the agent %s; its records would wait for ever" .) -}}{{- end -}}
{{- end -}}
{{- $secret := concat .Values.secrets.keys .Values.secrets.gatewayKeys -}}
{{- range $name := concat (keys .Values.settings) (keys .Values.gateway.settings) -}}
  {{- if has $name $secret -}}{{- fail (printf "settings: %s is a key of the Secret already; name it once" $name) -}}{{- end -}}
{{- end -}}
{{- range $name := list "refresh_minutes" "metrics_port" -}}
  {{- if or (hasKey $.Values.settings $name) (hasKey $.Values.gateway.settings $name) -}}
    {{- fail (printf "settings: %s is the chart's to set; see refresher.minutes and metrics.port" $name) -}}
  {{- end -}}
{{- end -}}
{{- $own := merge (dict) .Values.gateway.settings .Values.settings -}}
{{- if and .Values.gateway.enabled (not $own.sign_in) (not $own.open_page) -}}
  {{- fail "gateway.settings: set sign_in (passwords or oidc), or open_page: true where a proxy signs people in" -}}
{{- end -}}
{{- end -}}
