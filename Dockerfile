# One static binary on an empty image, run by a user without rights.
#
#   docker build --build-arg VERSION=$(git describe --tags --always) -t concord .

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X concord/internal/cli.version=$VERSION" -o /out/concord ./cmd/concord
RUN mkdir -p /empty/data /empty/tmp

# No time zones: all times of the product are in China's +08:00, which has no rules.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/concord /concord
# /data keeps the embedded database where no other is named; /tmp takes large uploads.
COPY --from=build --chown=65532:65532 /empty/ /
USER 65532:65532
WORKDIR /data
EXPOSE 8080
ENTRYPOINT ["/concord"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
