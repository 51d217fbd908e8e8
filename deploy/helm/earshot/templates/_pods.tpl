{{/* EARSHOT_* of a pod: a list of the root, more settings, keys of the Secret. */}}
{{- define "earshot.env" -}}
{{- $root := index . 0 -}}
{{- $settings := merge (dict) (index . 1) $root.Values.settings -}}
{{- range $name := keys $settings | sortAlpha }}
{{- $value := index $settings $name }}
- name: EARSHOT_{{ upper $name }}
  value: {{ if kindIs "float64" $value }}{{ if eq (floor $value) $value }}{{ int64 $value | quote }}{{ else }}{{ $value | quote }}{{ end }}{{ else if kindIs "slice" $value }}{{ join "," $value | quote }}{{ else }}{{ $value | quote }}{{ end }}
{{- end }}
{{- range index . 2 }}
- name: EARSHOT_{{ upper . }}_FILE
  value: /run/secrets/earshot/{{ . }}
{{- end }}
{{- end -}}

{{- define "earshot.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "earshot.mounts" -}}
- {name: home, mountPath: /var/lib/earshot}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets/earshot, readOnly: true}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* All of a pod but its containers: a list of the root, the component, keys of the Secret. */}}
{{- define "earshot.pod" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
serviceAccountName: {{ include "earshot.fullname" $root }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $root.Values.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.topologySpread.keys }}
topologySpreadConstraints:
  {{- range . }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "earshot.selector" (list $root $component) | nindent 8 }}
  {{- end }}
{{- end }}
volumes:
  - name: home
    emptyDir: {sizeLimit: {{ $root.Values.scratch }}}
  - name: tmp
    emptyDir: {sizeLimit: {{ $root.Values.scratch }}}
  - name: secrets
    secret:
      secretName: {{ $root.Values.secrets.existingSecret }}
      defaultMode: 0440
      items:
        {{- range index . 2 }}
        - {key: {{ . }}, path: {{ . }}}
        {{- end }}
  {{- with $root.Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
