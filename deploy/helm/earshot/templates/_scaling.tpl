{{/* A list of the root, the Deployment's name, the component, its scaling, its agents (none for the gateway). */}}
{{- define "earshot.scaling" -}}
{{- $root := index . 0 -}}
{{- $full := index . 1 -}}
{{- $labels := include "earshot.labels" (list $root (index . 2)) -}}
{{- $scaling := index . 3 -}}
{{- $agents := index . 4 -}}
{{- $topics := dict "calls" "voc.calls" "emails" "voc.emails" "social" "voc.social" "chats" "voc.chats" "records" "voc.records" "story" "voc.interactions" "tally" "voc.touched" "clerk" "voc.dead-letters" -}}
{{- if eq $scaling.kind "cpu" }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $full }}
  labels: {{ $labels | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ $full }}}
  minReplicas: {{ $scaling.min }}
  maxReplicas: {{ $scaling.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: {{ $scaling.percent }}}
  # Every step moves partitions, so go down slowly.
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 600
      policies: [{type: Pods, value: 1, periodSeconds: 120}]
{{- else if eq $scaling.kind "lag" }}
{{- if not $agents }}{{- fail "gateway.scaling: lag is no measure of a gateway; use cpu" }}{{- end }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $full }}
  labels: {{ $labels | nindent 4 }}
spec:
  scaleTargetRef: {name: {{ $full }}}
  pollingInterval: {{ $root.Values.keda.pollingInterval }}
  cooldownPeriod: {{ $root.Values.keda.cooldownPeriod }}
  minReplicaCount: {{ $scaling.min }}
  maxReplicaCount: {{ $scaling.max }}
  triggers:
    {{- $brokers := default (regexReplaceAll "^kafkas?://" $root.Values.settings.brokers "") $root.Values.keda.bootstrapServers }}
    {{- range $agents }}
    - type: kafka
      metadata:
        bootstrapServers: {{ $brokers | quote }}
        consumerGroup: {{ default "earshot" $root.Values.settings.group | quote }}
        topic: {{ index $topics . }}
        lagThreshold: {{ $scaling.records | quote }}
        offsetResetPolicy: earliest
      {{- with $root.Values.keda.authentication }}
      authenticationRef: {name: {{ . }}}
      {{- end }}
    {{- end }}
{{- end }}
{{- end -}}
